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
                    document.reason = "not enough to say" + (more.map { ", about \($0) more steps needed" } ?? "")
                }
                return document
            }
        )
    }
}
