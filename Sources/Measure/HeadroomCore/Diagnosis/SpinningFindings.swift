import HeadroomFormat

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
    package var hasSpinningThreads: Diagnosis? {
        // The threads of other runtimes have ways of waiting of their own.
        guard !usesGPU, let use = threadUse, let openMP = use.openMP, use.waitPolicy != .passive,
            use.busyThreads >= Self.leastSpinningThreads, use.cpuWaitRatio >= Self.worthTelling,
            let voluntary = use.voluntaryWorkerRatio, voluntary <= Self.mostVoluntary,
            let (rivals, rivalCPUs) = rivals(of: use)
        else { return nil }
        if let tried = passiveWaiting, 1 - 1 / tried.speedup.value < Self.worthTelling { return nil }
        let waits = Format.percent(use.cpuWaitRatio)
        let other = openMP == .llvm ? " (or KMP_BLOCKTIME=0)" : ""
        var evidence = [
            "\(Format.plain(use.busyThreads)) threads of one process were busy, and waited \(waits) of their time for a CPU",
            "those beside its first hardly ever slept: \(Format.percent(voluntary)) of their context switches were voluntary",
            "\(rivals) kept \(Format.plain(rivalCPUs)) of \(logicalCPUs) CPUs busy",
        ]
        if let tried = passiveWaiting {
            evidence.insert(
                "a second run with OMP_WAIT_POLICY=passive had \(Format.times(tried.speedup.value, low: tried.speedup.low, high: tried.speedup.high)) the throughput",
                at: 0
            )
        }
        return Diagnosis(
            .spinning,
            sentence: "Its threads spin while they wait for each other, and \(rivals) want the same CPUs: "
                + "\(waits) of the time a thread is ready and has none.",
            advice: "Set OMP_WAIT_POLICY=passive\(other), so that threads that wait sleep and leave their CPU to the "
                + "others; or compute with fewer threads.",
            evidence: evidence,
            lostRatio: passiveWaiting.map { 1 - 1 / $0.speedup.value } ?? use.cpuWaitRatio
        )
    }

    /// The competitor for the CPUs of the busy threads, and its CPUs: other programs, or the training's own other processes,
    /// as those that load its data; nil where neither takes as many as are worth telling.
    private func rivals(of use: ThreadUse) -> (String, Double)? {
        let worthTelling = Self.worthTelling * usableCPUs
        if let otherCPUs, otherCPUs >= worthTelling { return ("other programs", otherCPUs) }
        // Processes that train together all have threads that spin: there fewer threads are the remedy.
        guard processes == 1, let own = busyCPUs, own - use.busyCPUs >= worthTelling else { return nil }
        return ("its own other processes", own - use.busyCPUs)
    }
}
