package import HeadroomEnvironments

/// The progress of a taxi training and the score of its policy.
package struct TaxiEvaluation: Codable, Equatable, Sendable {
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
    /// Loss of the latest update; nil for tables and before the first update.
    package var loss: Double?
    /// Mean return of the latest episodes, including random actions; nil before the first episode ends.
    package var recentReturn: Double?
    /// Exact score of the current policy.
    package var score = EpisodeScore(meanReturn: 0, successRate: 0, meanLength: 0, truncationRate: 0)

    /// Number of updates per environment step.
    package var replayRatio: Double { environmentSteps > 0 ? Double(updates) / Double(environmentSteps) : 0 }
    /// Mean number of times that each experience was learned from.
    package var sampleReuse: Double { environmentSteps > 0 ? Double(samples) / Double(environmentSteps) : 0 }
}
