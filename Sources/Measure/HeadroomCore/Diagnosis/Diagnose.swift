extension Finding {
    /// What holds a training back.
    ///
    /// What disturbs the measurement itself is told first: another program, a clock that is held down, a wrong number of
    /// threads; every other figure suffers from them. Of what remains, the cause that costs the most of the time. A
    /// device is called busy only where nothing is lost to any of these.
    package init(_ symptoms: Symptoms) {
        // Threads that spin beside other programs share their CPUs as well: of the two this one has the remedy.
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
