/// An omission of a study, with its reason; `Wording/LearningWording` has its sentence.
package enum Omission: Equatable, Sendable {
    case arm(Arm, Arm.Obstacle)
    /// No time for more seeds than this.
    case seeds(beyond: Int)
    /// No time for as many updates at a batch size.
    case equalUpdates(batchSize: Int)
    case warmUp
    case sharpness(because: String)
    /// No training at the batch size of the remedies finished.
    case remediesWithoutTrainings(batchSize: Int)
    /// No loss of the measure at the batch size of the remedies.
    case remediesWithoutLoss(Metric, batchSize: Int)
    case noTime(TrainingSubject, batchSizes: [Int])
    /// A training that hung or failed.
    case inconclusive(TrainingSubject, batchSize: Int, seed: Int?, because: String)
}

/// The subject of a training: the variant that it tests.
package enum TrainingSubject: Hashable, Sendable {
    case arm(Arm)
    case learningRate
    case remedy(String)

    /// - Parameter arms: the arms of the training; empty where it tests a learning rate.
    package init(remedy: String?, arms: [Arm]) {
        self = remedy.map { .remedy($0) } ?? arms.first.map { .arm($0) } ?? .learningRate
    }
}

/// Why a training of a study did not finish.
package enum TrainingEnd: Equatable, Sendable {
    /// The loss was infinite or not a number.
    case diverged
    /// The share of its steps after which it could not become the best.
    case hopeless(stepsRatio: Double)
    /// As in its trial.
    case ofTrial(String)
}
