/// The noise scale of a training's gradients, by stage and overall.
///
/// In samples per process, as batch sizes are.
package struct GradientNoise: Equatable, Sendable {
    /// A stretch of the training.
    package struct Stage: Equatable, Sendable {
        package var firstStep: Int
        package var lastStep: Int
        /// Number of steps whose gradients were observed.
        package var observations: Int
        package var scale: Interval?
        /// nil where there is a scale.
        package var reason: Gap?

        package init(firstStep: Int, lastStep: Int, observations: Int, scale: Interval?, reason: Gap? = nil) {
            self.firstStep = firstStep
            self.lastStep = lastStep
            self.observations = observations
            self.scale = scale
            self.reason = reason
        }
    }

    /// Reason for a missing noise scale.
    package enum Gap: Equatable, Sendable {
        case undefined(NoiseScale.Obstacle)
        /// The gradients are too few, or too noisy; `stepsRatio` is how many times as many steps would suffice, where
        /// known.
        case insufficient(stepsRatio: Double?)
    }

    /// Noise scale over the whole training; nil where no stage has an estimate.
    package var criticalBatchSize: Interval?
    package var stages: [Stage]
    /// Noise scale of the preconditioned gradients, for an optimizer that divides by their size (Adam).
    package var preconditioned: Interval?
    /// Batch size and number of steps of the training in which it was measured.
    package var batchSize: Int?
    package var steps: Int?
    /// Whether the gradients of the samples are averaged or summed; nil where unknown.
    package var reduction: Reduction?

    package init(criticalBatchSize: Interval?, stages: [Stage]) {
        self.criticalBatchSize = criticalBatchSize
        self.stages = stages
    }

    /// - Parameters:
    ///   - noise: in samples of all processes, since gradients are averaged over all of them.
    ///   - preconditioned: the noise scale of the preconditioned gradients, in the same unit.
    package init(_ noise: NoiseStages, preconditioned: NoiseStages?, processes: Int) {
        func each(_ interval: Interval?) -> Interval? {
            guard processes > 1 else { return interval }
            let count = Double(processes)
            return interval.map { Interval(value: $0.value / count, low: $0.low / count, high: $0.high / count) }
        }
        criticalBatchSize = each(noise.overall)
        stages = noise.stages.map { stage in
            Stage(
                firstStep: stage.firstStep,
                lastStep: stage.lastStep,
                observations: stage.observations,
                scale: each(stage.interval),
                reason: stage.reason
            )
        }
        self.preconditioned = each(preconditioned?.overall)
    }

    /// The noise scale that the laws use: the preconditioned one where the optimizer scales the gradients.
    package var inUse: Interval? { preconditioned ?? criticalBatchSize }

    /// The last observed step, where only the beginning of the training was observed: the noise scale grows in a
    /// training.
    package var lastEarlyStep: Int? {
        guard stages.count > 1, stages.first?.scale != nil, stages.dropFirst().allSatisfy({ $0.scale == nil }) else {
            return nil
        }
        return stages.first?.lastStep
    }
}

extension NoiseStages.Stage {
    fileprivate var interval: Interval? {
        guard case .known(let interval) = scale else { return nil }
        return interval
    }

    /// Reason for a missing noise scale.
    fileprivate var reason: GradientNoise.Gap? {
        switch scale {
        case .known: nil
        case .undefined(let obstacle): .undefined(obstacle)
        case .insufficient(let more): .insufficient(stepsRatio: more.flatMap(stepsRatio))
        }
    }

    /// Sufficient number of steps over the present one; an observation may be one step or several.
    private func stepsRatio(more: Int) -> Double? {
        observations > 0 ? Double(observations + more) / Double(observations) : nil
    }
}
