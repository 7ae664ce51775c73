/// What a number of episodes came to: an estimate, where ``EpisodeScore`` is exact.
public struct SampledScore: Sendable, Equatable {
    /// How many episodes there were.
    public var episodes: Int
    /// The mean sum of rewards of an episode.
    public var meanReturn: Double
    /// The standard error of that mean; nil for a single episode.
    public var standardError: Double?
    /// The mean number of steps.
    public var meanLength: Double
    /// The share of episodes that came to an end of their own.
    public var terminatedRate: Double
}

extension Environment {
    /// Lets a policy act in so many episodes.
    ///
    /// It goes on until an episode ends: an environment whose episodes may never end needs a ``TimeLimit``.
    ///
    /// - Parameters:
    ///   - episodes: at least 1.
    ///   - seed: of the first episode; the others go on with the generator.
    ///   - policy: the action for what is seen.
    public mutating func score(
        episodes: Int,
        seed: UInt64,
        policy: (Observation) throws -> Int
    ) throws -> SampledScore {
        let episodes = max(1, episodes)
        var returns: [Double] = []
        var (steps, terminated) = (0, 0)
        for episode in 0..<episodes {
            var observation = reset(seed: episode == 0 ? seed : nil)
            var total = 0.0
            while true {
                let step = try step(try policy(observation))
                total += step.reward
                steps += 1
                observation = step.observation
                if step.terminated { terminated += 1 }
                if step.ended { break }
            }
            returns.append(total)
        }
        let count = Double(episodes)
        let mean = returns.reduce(0, +) / count
        let variance = returns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
        return SampledScore(
            episodes: episodes,
            meanReturn: mean,
            standardError: episodes > 1 ? (variance / count).squareRoot() : nil,
            meanLength: Double(steps) / count,
            terminatedRate: Double(terminated) / count
        )
    }
}
