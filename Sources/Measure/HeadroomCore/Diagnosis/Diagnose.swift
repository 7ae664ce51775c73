import HeadroomFormat

extension Diagnosis {
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
        func worst(_ diagnoses: [Diagnosis?]) -> Diagnosis? {
            diagnoses.compactMap(\.self).max { $0.lostRatio ?? 0 < $1.lostRatio ?? 0 }
        }
        self = worst(disturbances) ?? worst(losses) ?? symptoms.isSaturated ?? .unknown(symptoms)
    }

    private static func unknown(_ symptoms: Symptoms) -> Diagnosis {
        var evidence: [String] = []
        if let own = symptoms.busyCPUs {
            evidence.append(
                "\(Format.plain(own)) of \(Format.plain(symptoms.usableCPUs)) usable CPUs were busy with it"
            )
        }
        if let ratio = symptoms.inputWaitRatio {
            evidence.append("\(Format.percent(ratio)) of the step time was spent waiting for input")
        }
        if let fixed = symptoms.shortSteps?.fixedRatio ?? symptoms.fixedRatio {
            evidence.append("\(Format.percent(fixed.value)) of a step's time does not depend on its batch size")
        }
        return Diagnosis(
            .unknown,
            sentence: "What was measured does not say what holds it back.",
            advice: symptoms.stepSeconds == nil
                ? "Let it report its steps (docs/protocol.md, or --step-regex): without them there is little to go by."
                : "Sweep its batch size: 'headroom sweep' with the same command tells what a step costs at each.",
            evidence: evidence
        )
    }
}
