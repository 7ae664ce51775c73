package import HeadroomEnvironments

/// How far the training of a taxi is, and what its driving scores.
package struct DrivingLesson: Codable, Equatable, Sendable {
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
    /// The loss of the latest update; nil for tables, and before the first.
    package var loss: Double?
    /// The mean return of the latest episodes, random actions included; nil before the first.
    package var recentReturn: Double?
    /// The exact score of what the taxi would do now.
    package var score = EpisodeScore(meanReturn: 0, successRate: 0, meanLength: 0, truncationRate: 0)

    /// Updates for each step of the environment.
    package var replayRatio: Double { environmentSteps > 0 ? Double(updates) / Double(environmentSteps) : 0 }
    /// How often each experience was learned from in the mean.
    package var sampleReuse: Double { environmentSteps > 0 ? Double(samples) / Double(environmentSteps) : 0 }
}
