/// The finding of threads that spin at barriers; its thresholds come from docs/measurements/spinning.md.
extension Symptoms {
    /// Two threads or more: fewer do not wait for each other. (Measured: 1.8 to 2 of two that spin.)
    static let leastSpinningThreads = 1.5
    /// Threads that OpenMP has started, and that sleep where they wait, leave their CPU by themselves: 0.72 of their switches
    /// or more where they do, 0.05 or less where they spin.
    static let mostVoluntary = 0.2

    /// Threads that keep their CPU while they wait for each other, as those of OpenMP do for a while by default.
    ///
    /// Beside another program one of them waits for a CPU, and the others spin at the barrier until it has come and gone: a
    /// step then takes many turns of the scheduler in place of some milliseconds.
    package var hasSpinningThreads: Finding? {
        // The threads of other runtimes have ways of waiting of their own.
        guard !usesGPU, let use = threadUse, let openMP = use.openMP, use.waitPolicy != .passive,
            use.busyThreads >= Self.leastSpinningThreads, use.cpuWaitRatio >= Self.worthTelling,
            let voluntary = use.voluntaryWorkerRatio, voluntary <= Self.mostVoluntary,
            let (rivals, rivalCPUs) = rivals(of: use)
        else { return nil }
        if let tried = passiveWaiting, 1 - 1 / tried.speedup.value < Self.worthTelling { return nil }
        let tried = passiveWaiting.map { [Evidence.passiveWaiting(speedup: $0.speedup)] } ?? []
        return Finding(
            .spinningThreads(
                Finding.Spinning(
                    rivals: rivals,
                    waitRatio: use.cpuWaitRatio,
                    openMP: openMP,
                    speedup: passiveWaiting?.speedup.value
                )
            ),
            evidence: tried + [
                .busyThreads(use.busyThreads, waitRatio: use.cpuWaitRatio), .voluntarySwitches(ratio: voluntary),
                .rivals(rivals, busyCPUs: rivalCPUs, logicalCPUs: logicalCPUs),
            ]
        )
    }

    /// The competitor for the CPUs of the busy threads, and its CPUs: other programs, or the training's own other processes,
    /// as those that load its data; nil where neither takes as many as are worth telling.
    private func rivals(of use: ThreadUse) -> (Finding.Rivals, Double)? {
        let worthTelling = Self.worthTelling * usableCPUs
        if let otherCPUs, otherCPUs >= worthTelling { return (.otherPrograms, otherCPUs) }
        // Processes that train together all have threads that spin: there fewer threads are the remedy.
        guard processes == 1, let own = busyCPUs, own - use.busyCPUs >= worthTelling else { return nil }
        return (.ownProcesses, own - use.busyCPUs)
    }
}
