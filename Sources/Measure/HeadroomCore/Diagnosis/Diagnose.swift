extension Finding {
    /// The bottleneck of a training.
    ///
    /// Disturbances of the measurement come first: another program, a lowered clock, a wrong number of threads; they
    /// affect every other figure. Among the rest, the cause with the largest loss of time. A device counts as saturated
    /// only where no time is lost to any of these.
    package init(_ symptoms: Symptoms) {
        // Threads that spin beside other programs also have too few CPUs: of the two causes, spinning has the remedy.
        let disturbances = [
            symptoms.hasSpinningThreads ?? symptoms.sharesItsDevice, symptoms.isHeldDown, symptoms.hasWrongThreads,
        ]
        let losses = [symptoms.waitsForInput, symptoms.paysForEveryStep, symptoms.waitsForItsPeers]
        func worst(_ findings: [Finding?]) -> Finding? {
            findings.compactMap(\.self).max { $0.lostRatio ?? 0 < $1.lostRatio ?? 0 }
        }
        self = worst(disturbances) ?? worst(losses) ?? symptoms.isSaturated ?? .unknown(symptoms)
    }

    private static func unknown(_ symptoms: Symptoms) -> Finding {
        var evidence: [Evidence] = []
        if let own = symptoms.busyCPUs { evidence.append(.busyCPUs(own, usable: symptoms.usableCPUs)) }
        if let ratio = symptoms.inputWaitRatio { evidence.append(.inputWait(ratio: ratio)) }
        if let fixed = symptoms.shortSteps?.fixedRatio ?? symptoms.fixedRatio { evidence.append(.fixedShare(fixed)) }
        return Finding(.unknown(knowsSteps: symptoms.stepSeconds != nil), evidence: evidence)
    }
}
