/// The mean results of sampled episodes, an estimate where ``EpisodeScore`` is exact.
public struct SampledScore: Sendable, Equatable {
    /// Number of episodes.
    public var episodes: Int
    /// Mean return of an episode.
    public var meanReturn: Double
    /// Standard error of the mean return; nil for a single episode.
    public var standardError: Double?
    /// Mean number of steps.
    public var meanLength: Double
    /// Share of episodes that reached a terminal state.
    public var terminatedRate: Double
}

extension Environment {
    /// Runs a policy for a number of episodes.
    ///
    /// It runs until each episode ends: an environment whose episodes may never end needs a ``TimeLimit``.
    ///
    /// - Parameters:
    ///   - episodes: the number of episodes, at least 1.
    ///   - seed: the seed of the first episode; later episodes keep the random number generator.
    ///   - policy: returns the action for an observation.
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
