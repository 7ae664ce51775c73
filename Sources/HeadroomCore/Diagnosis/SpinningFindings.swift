/// What threads that spin while they wait have for themselves; the thresholds are those of docs/measurements/spinning.md.
extension Symptoms {
    /// Two threads or more: fewer do not wait for each other. (Measured: 1.9 to 2 of two that spin.)
    static let leastSpinningThreads = 1.5
    /// Threads that sleep where they wait leave their CPU by themselves: 0.28 of all switches or more where they do, 0.06 or
    /// less where they spin.
    static let mostVoluntary = 0.15

    /// Threads that keep their CPU while they wait for each other, as those of OpenMP do for a while by default.
    ///
    /// Beside another program one of
    /// them waits for a CPU, and the others spin at the barrier until it has come and gone: a step then takes many turns of
    /// the scheduler in place of some milliseconds.
    package var hasSpinningThreads: Diagnosis? {
        guard !usesGPU, let use = threadUse, use.waitPolicy != .passive,
            use.busyThreads >= Self.leastSpinningThreads, use.cpuWaitRatio >= Self.worthTelling,
            let voluntary = use.voluntaryRatio, voluntary <= Self.mostVoluntary,
            let otherCPUs, otherCPUs >= Self.worthTelling * usableCPUs
        else { return nil }
        if let tried = passiveWaiting, 1 - 1 / tried.speedup.value < Self.worthTelling { return nil }
        let threads = Words.count(use.busyThreads)
        let waits = Words.percent(use.cpuWaitRatio)
        var evidence = [
            "\(threads) threads of one process were busy, and waited \(waits) of their time for a CPU",
            "each had \(Int(use.involuntarySwitchesPerSecond.rounded())) involuntary and "
                + "\(Int(use.voluntarySwitchesPerSecond.rounded())) voluntary context switches a second",
            "other programs kept \(Words.count(otherCPUs)) of \(logicalCPUs) CPUs busy",
        ]
        if let tried = passiveWaiting {
            evidence.insert(
                "a second run with OMP_WAIT_POLICY=passive had \(Words.times(tried.speedup)) the throughput",
                at: 0
            )
        }
        return Diagnosis(
            .spinning,
            sentence: "Its threads spin while they wait for each other, and other programs want the same CPUs: "
                + "\(waits) of the time a thread is ready and has none.",
            advice: "Set OMP_WAIT_POLICY=passive (for Intel's OpenMP KMP_BLOCKTIME=0), so that threads that wait sleep "
                + "and leave their CPU to the others; or compute with fewer threads.",
            evidence: evidence,
            lostRatio: passiveWaiting.map { 1 - 1 / $0.speedup.value } ?? use.cpuWaitRatio
        )
    }
}
