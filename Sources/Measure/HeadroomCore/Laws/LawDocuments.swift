extension MemoryLaw {
    /// The law as reports show it.
    package func document(capacityBytes: Int) -> SweepDocument.Laws.Memory {
        var document = SweepDocument.Laws.Memory(
            fixedBytes: fixedBytes,
            bytesPerSample: bytesPerSample,
            capacityBytes: capacityBytes,
            residualRatio: residualRatio
        )
        document.departure = departure
        return document
    }
}

extension EnergyLaw {
    /// The law as reports show it.
    package var document: SweepDocument.Laws.Energy {
        SweepDocument.Laws.Energy(
            fixedJoules: fixedJoules,
            joulesPerSample: joulesPerSample,
            evenBatchSize: evenBatchSize,
            residualRatio: residualRatio
        )
    }
}

extension TimeLaw {
    /// The law as reports show it.
    package var document: SweepDocument.Laws.Time {
        var document = SweepDocument.Laws.Time(
            fixedSeconds: fixedSeconds,
            secondsPerSample: secondsPerSample,
            residualRatio: residualRatio
        )
        document.halfSaturationBatchSize = halfSaturationBatchSize
        document.departure = departure
        return document
    }
}

extension NoiseStages {
    /// What would be enough, for a person to ask for; an observation may be one step, or several.
    private static func remedy(for observations: Int, more: Int?) -> String {
        guard let more, observations > 0 else { return "" }
        let tenths = (Double(observations + more) / Double(observations) * 10).rounded(.up) / 10
        return ", about \(tenths) times as many steps needed ('headroom learn --quick --gradient-steps N' takes more)"
    }

    /// The noise as reports show it.
    package var document: SweepDocument.Laws.Noise {
        SweepDocument.Laws.Noise(
            criticalBatchSize: overall,
            stages: stages.map { stage in
                var document = SweepDocument.Laws.Noise.Stage(
                    firstStep: stage.firstStep,
                    lastStep: stage.lastStep,
                    observations: stage.observations,
                    scale: nil,
                    reason: nil
                )
                switch stage.scale {
                case .known(let interval): document.scale = interval
                case .undefined(let reason): document.reason = reason
                case .insufficient(let more):
                    document.reason = "not enough to say" + Self.remedy(for: stage.observations, more: more)
                }
                return document
            }
        )
    }
}
