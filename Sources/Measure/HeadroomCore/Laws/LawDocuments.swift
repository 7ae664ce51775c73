extension MemoryLaw {
    /// The law, as in reports.
    package func document(capacityBytes: Int) -> SweepDocument.Laws.Memory {
        var document = SweepDocument.Laws.Memory(
            fixedBytes: fixedBytes,
            bytesPerSample: bytesPerSample,
            capacityBytes: capacityBytes,
            residualRatio: residualRatio
        )
        document.departure = departure?.sentence
        return document
    }
}

extension EnergyLaw {
    /// The law, as in reports.
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
    /// The law, as in reports.
    package var document: SweepDocument.Laws.Time {
        var document = SweepDocument.Laws.Time(
            fixedSeconds: fixedSeconds,
            secondsPerSample: secondsPerSample,
            residualRatio: residualRatio
        )
        document.halfSaturationBatchSize = halfSaturationBatchSize
        document.departure = departure?.sentence
        return document
    }
}

extension GradientNoise {
    /// The gradient noise scale, as in reports.
    package var document: SweepDocument.Laws.Noise {
        var document = SweepDocument.Laws.Noise(
            criticalBatchSize: criticalBatchSize,
            stages: stages.map { stage in
                SweepDocument.Laws.Noise.Stage(
                    firstStep: stage.firstStep,
                    lastStep: stage.lastStep,
                    observations: stage.observations,
                    scale: stage.scale,
                    reason: stage.reason?.sentence
                )
            }
        )
        document.preconditioned = preconditioned
        document.batchSize = batchSize
        document.steps = steps
        document.reduction = reduction
        return document
    }
}

extension FittedLaws {
    /// The laws, as in reports.
    package var document: SweepDocument.Laws {
        var document = SweepDocument.Laws()
        document.memory = memory.map { $0.law.document(capacityBytes: $0.capacityBytes) }
        document.deviceMemory = deviceMemory.map { $0.law.document(capacityBytes: $0.capacityBytes) }
        document.time = time?.document
        document.energy = energy?.document
        document.noise = noise?.document
        return document
    }
}
