package import HeadroomSchema

/// One training in full, of those that are compared.
package struct TrainingDocument: Codable, Equatable, Sendable {
    /// How a training came out.
    package enum Outcome: String, Codable, Sendable {
        case completed
        /// It could not win any more.
        case stoppedEarly
        /// Its loss was no number any more.
        case diverged
        case outOfMemory
        /// It hung: no step, output or event came any more.
        case stalled
        /// Its command failed.
        case failed

        /// Whether it ended for a reason that has nothing to do with what it learned.
        package var isInconclusive: Bool { self == .stalled || self == .failed }
    }

    /// What was asked for: trainings that agree in it, of one command on one machine, are one.
    package struct Setting: Codable, Hashable, Sendable {
        package var batchSize: Int
        /// null where the command was left its own.
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
    /// The arms that it belongs to: at the baseline's batch size they meet; none where it tries a remedy, or another
    /// learning rate.
    package var arms: [Arm]
    @Nullable package var remedy: String?
    /// The arm that a remedy comes on top of.
    @Nullable package var base: Arm?
    package var outcome: Outcome
    /// Why it was stopped.
    @Nullable package var reason: String?
    package var steps: Int
    package var samples: Int
    /// Spent on steps, evaluations left out.
    package var seconds: Double
    @Nullable package var joulesPerSample: Double?
    /// At its end.
    @Nullable package var trainingMeasure: Double?
    @Nullable package var testMeasure: Double?
    /// The mean loss over the training data.
    @Nullable package var trainingLoss: Double?
    package var curve: LearningCurve
    /// Its trial in this document; null where it was kept from an earlier one.
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
