package import HeadroomSchema

/// One training in full of a study.
package struct TrainingDocument: Codable, Equatable, Sendable {
    /// Outcome of a training.
    package enum Outcome: String, Codable, Sendable {
        case completed
        /// The training could not become the best.
        case stoppedEarly
        /// The loss was infinite or not a number.
        case diverged
        case outOfMemory
        /// The training hung, without a step, output or event.
        case stalled
        /// The command failed.
        case failed

        /// Whether the outcome shows nothing about learning.
        package var isInconclusive: Bool { self == .stalled || self == .failed }
    }

    /// The requested settings: trainings of one command on one machine with equal settings are the same.
    package struct Setting: Codable, Hashable, Sendable {
        package var batchSize: Int
        /// Null where the command keeps its own.
        @Nullable package var learningRate: Double?
        @Nullable package var epochs: Int?
        @Nullable package var seed: Int?
        package var warmupSteps: Int
        /// Options of a remedy.
        package var arguments: [String]

        package init(
            batchSize: Int,
            learningRate: Double? = nil,
            epochs: Int? = nil,
            seed: Int? = nil,
            warmupSteps: Int = 0,
            arguments: [String] = []
        ) {
            self.batchSize = batchSize
            self.warmupSteps = warmupSteps
            self.arguments = arguments
            self.learningRate = learningRate
            self.epochs = epochs
            self.seed = seed
        }
    }

    package var setting: Setting
    /// The arms of the training, which are all the same at the baseline; empty for a remedy or another learning rate.
    package var arms: [Arm]
    @Nullable package var remedy: String?
    /// The arm that a remedy is added to.
    @Nullable package var base: Arm?
    package var outcome: Outcome
    /// Reason for stopping.
    @Nullable package var reason: String?
    package var steps: Int
    package var samples: Int
    /// Time of the steps, without evaluations.
    package var seconds: Double
    @Nullable package var joulesPerSample: Double?
    /// The measure of the training data at the end.
    @Nullable package var trainingMeasure: Double?
    @Nullable package var testMeasure: Double?
    /// Mean loss over the training data.
    @Nullable package var trainingLoss: Double?
    package var curve: LearningCurve
    /// Its trial in this document; null for a training kept from an earlier one.
    @Nullable package var trial: Int?
    /// The run that it was kept from.
    @Nullable package var keptFrom: String?

    package init(setting: Setting, arms: [Arm], remedy: String? = nil, outcome: Outcome, curve: LearningCurve) {
        self.setting = setting
        self.arms = arms
        self.outcome = outcome
        self.curve = curve
        (steps, samples, seconds) = (0, 0, 0)
        self.remedy = remedy
    }
}
