package import HeadroomSchema

/// A training by reinforcement: what was learned when, for its report.
package struct ReinforcementDocument: Codable, Equatable, Sendable {
    /// How far the training was, and what its policy scored.
    package struct Point: Codable, Equatable, Sendable {
        package var environmentSteps: Int
        /// Steps of the optimizer, or changes of the table.
        package var updates: Int
        /// Experiences that were learned from, each as often as it was.
        package var samples: Int
        package var episodes: Int
        /// Without evaluations.
        package var seconds: Double
        /// The probability of a random action.
        package var epsilon: Double
        /// null for tables, and before the first update.
        @Nullable package var loss: Double?
        /// The mean of the latest episodes, random actions included; null before the first.
        @Nullable package var recentReturn: Double?
        /// Of the policy that is best by what was learned.
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
    /// For instance `taxi-v4`.
    package var environment: String
    /// For instance `dqn`.
    package var algorithm: String
    package var seed: UInt64
    /// What was asked for, by the names of the options.
    package var settings: [String: String]
    /// The most that any policy scores, and what actions at random do.
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
