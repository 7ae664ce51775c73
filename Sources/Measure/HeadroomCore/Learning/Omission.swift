/// What was left out of a study, and why: its sentence is made in `Wording/LearningWording`.
package enum Omission: Equatable, Sendable {
    case arm(Arm, Arm.Obstacle)
    /// There is no time for the seeds beyond a number of them.
    case seeds(beyond: Int)
    /// There is no time for as many updates at a batch size.
    case equalUpdates(batchSize: Int)
    case warmUp
    case sharpness(because: String)
    /// No training at the batch size of the remedies came to its end.
    case remediesWithoutTrainings(batchSize: Int)
    /// Nothing of the measure was lost at the batch size of the remedies.
    case remediesWithoutLoss(Metric, batchSize: Int)
    case noTime(TrainingSubject, batchSizes: [Int])
    /// A training that hung or failed.
    case inconclusive(TrainingSubject, batchSize: Int, seed: Int?, because: String)
}

/// What a training tries.
package enum TrainingSubject: Hashable, Sendable {
    case arm(Arm)
    case learningRate
    case remedy(String)

    /// - Parameter arms: those that the training belongs to; none where it tries a learning rate.
    package init(remedy: String?, arms: [Arm]) {
        self = remedy.map { .remedy($0) } ?? arms.first.map { .arm($0) } ?? .learningRate
    }
}

/// Why a training of a study did not come to its end as it was.
package enum TrainingEnd: Equatable, Sendable {
    /// Its loss was infinite, or no number.
    case diverged
    /// The share of its steps after which it could not win any more.
    case hopeless(stepsRatio: Double)
    /// As its trial has it.
    case ofTrial(String)
}
