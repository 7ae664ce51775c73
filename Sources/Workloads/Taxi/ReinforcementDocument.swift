package import HeadroomSchema

/// The results of a reinforcement learning training, for its reports.
package struct ReinforcementDocument: Codable, Equatable, Sendable {
    /// The progress of the training and the score of its policy.
    package struct Point: Codable, Equatable, Sendable {
        package var environmentSteps: Int
        /// Number of optimizer steps, or of updates of the table.
        package var updates: Int
        /// Number of experiences in all updates, including repetitions.
        package var samples: Int
        package var episodes: Int
        /// Time of the training without evaluations.
        package var seconds: Double
        /// The probability of a random action.
        package var epsilon: Double
        /// Loss of the latest update; null for tables and before the first update.
        @Nullable package var loss: Double?
        /// Mean return of the latest episodes, including random actions; null before the first episode ends.
        @Nullable package var recentReturn: Double?
        /// Mean return of the greedy policy.
        package var meanReturn: Double
        package var successRate: Double
        package var meanLength: Double

        package init(environmentSteps: Int, updates: Int, samples: Int, episodes: Int, seconds: Double, epsilon: Double)
        {
            self.environmentSteps = environmentSteps
            self.updates = updates
            self.samples = samples
            self.episodes = episodes
            self.seconds = seconds
            self.epsilon = epsilon
            (meanReturn, successRate, meanLength) = (0, 0, 0)
        }
    }

    package static let schema = "headroom.reinforcement/1"

    package var schema = Self.schema
    /// The environment, for instance `taxi-v4`.
    package var environment: String
    /// The algorithm, for instance `dqn`.
    package var algorithm: String
    package var seed: UInt64
    /// The settings, by the names of the options.
    package var settings: [String: String]
    /// The mean returns of the optimal policy and of random actions.
    package var bestReturn: Double
    package var randomReturn: Double
    package var isExact: Bool
    package var points: [Point]

    package init(environment: String, algorithm: String, seed: UInt64, settings: [String: String]) {
        self.environment = environment
        self.algorithm = algorithm
        self.seed = seed
        self.settings = settings
        (bestReturn, randomReturn, isExact, points) = (0, 0, false, [])
    }
}
