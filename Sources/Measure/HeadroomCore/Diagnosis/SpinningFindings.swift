/// The finding of threads that spin at barriers; the thresholds come from docs/measurements/spinning.md.
extension Symptoms {
    /// Minimum number of busy threads: two or more wait for each other. (Measured: 1.8 to 2 for two that spin.)
    static let leastSpinningThreads = 1.5
    /// Maximum share of voluntary context switches of the worker threads of OpenMP: 0.72 or more where they sleep while
    /// they wait, 0.05 or less where they spin.
    static let mostVoluntary = 0.2

    /// Threads that keep their CPU while they wait for each other, as those of OpenMP do for a while by default.
    ///
    /// Next to another program one of them waits for a CPU while the others spin at the barrier: a step then takes many
    /// time slices of the scheduler instead of some milliseconds.
    package var hasSpinningThreads: Finding? {
        // The threads of other runtimes wait in other ways.
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

    /// The competitor for the CPUs of the busy threads, and the number of its CPUs: other programs, or other processes
    /// of the training, such as data loaders; nil where neither uses enough CPUs.
    private func rivals(of use: ThreadUse) -> (Finding.Rivals, Double)? {
        let worthTelling = Self.worthTelling * usableCPUs
        if let otherCPUs, otherCPUs >= worthTelling { return (.otherPrograms, otherCPUs) }
        // In each of several training processes threads spin: there, fewer threads are the remedy.
        guard processes == 1, let own = busyCPUs, own - use.busyCPUs >= worthTelling else { return nil }
        return (.ownProcesses, own - use.busyCPUs)
    }
}
