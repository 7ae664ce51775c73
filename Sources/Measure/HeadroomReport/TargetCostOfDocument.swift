import HeadroomCore

extension SweepDocument {
    /// Cost to reach a target, by the fits of a document; nil if learning was not measured.
    var targetCost: TargetCost? {
        TargetCost(
            trainings: learning.map { learning in
                TargetCost.Trainings(
                    stepsLaw: learning.stepsLaw,
                    baseline: learning.baseline.batchSize,
                    results: learning.results
                )
            },
            noise: laws.noise.flatMap { noise in
                (noise.preconditioned ?? noise.criticalBatchSize).map {
                    TargetCost.Noise(criticalBatchSize: $0.value, steps: noise.steps, batchSize: noise.batchSize)
                }
            },
            stepTime: laws.time.flatMap { law in
                TargetCost.StepTime(
                    fixedSeconds: law.fixedSeconds,
                    secondsPerSample: law.secondsPerSample,
                    residualRatio: law.residualRatio,
                    departure: law.departure
                )
            },
            processes: trials.compactMap(\.processes).max() ?? 1
        )
    }
}
