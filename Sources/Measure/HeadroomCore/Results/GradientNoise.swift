/// The noise scale of a training's gradients, in stages and as a whole.
///
/// It is in samples of each process, as batch sizes are.
package struct GradientNoise: Equatable, Sendable {
    /// A stretch of the training.
    package struct Stage: Equatable, Sendable {
        package var firstStep: Int
        package var lastStep: Int
        /// Steps whose gradients were looked at.
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

    /// Why a stretch has no scale.
    package enum Gap: Equatable, Sendable {
        case undefined(NoiseScale.Obstacle)
        /// The gradients are too few, or too noisy; so many times as many steps would be enough, where that can be told.
        case insufficient(stepsRatio: Double?)
    }

    /// That of the training as a whole: nil where no stage has an answer.
    package var criticalBatchSize: Interval?
    package var stages: [Stage]
    /// That of the gradients as the optimizer scales them, where it divides by their size (Adam).
    package var preconditioned: Interval?
    /// The batch size and the steps of the training that it was seen in.
    package var batchSize: Int?
    package var steps: Int?
    /// Whether the gradients of the samples are averaged or added; nil where nothing tells.
    package var reduction: Reduction?

    package init(criticalBatchSize: Interval?, stages: [Stage]) {
        self.criticalBatchSize = criticalBatchSize
        self.stages = stages
    }

    /// - Parameters:
    ///   - noise: in samples of all processes, since their gradients are averaged over all of them.
    ///   - preconditioned: the same of the gradients as the optimizer scales them.
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

    /// The one that the laws go by: an optimizer that scales the gradients sees their noise so.
    package var inUse: Interval? { preconditioned ?? criticalBatchSize }

    /// The last step until which it is known, where that is the beginning of the training alone: it grows in a training.
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

    /// Why there is no scale.
    fileprivate var reason: GradientNoise.Gap? {
        switch scale {
        case .known: nil
        case .undefined(let obstacle): .undefined(obstacle)
        case .insufficient(let more): .insufficient(stepsRatio: more.flatMap(stepsRatio))
        }
    }

    /// How many times as many steps would be enough; an observation may be one step, or several.
    private func stepsRatio(more: Int) -> Double? {
        observations > 0 ? Double(observations + more) / Double(observations) : nil
    }
}
