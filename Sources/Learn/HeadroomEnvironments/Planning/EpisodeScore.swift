/// What the episodes of a policy come to, over all starts and all that can happen: exact, nothing is sampled.
public struct EpisodeScore: Sendable, Equatable, Codable {
    /// The expected sum of rewards of an episode.
    public var meanReturn: Double
    /// How likely an episode ends well.
    public var successRate: Double
    /// The expected number of steps.
    public var meanLength: Double
    /// How likely an episode is cut off at the step limit.
    public var truncationRate: Double

    /// Makes a score.
    public init(meanReturn: Double, successRate: Double, meanLength: Double, truncationRate: Double) {
        self.meanReturn = meanReturn
        self.successRate = successRate
        self.meanLength = meanLength
        self.truncationRate = truncationRate
    }
}

extension Policy {
    /// The exact score of a policy whose episodes are cut off after so many steps.
    ///
    /// The distribution over states is carried forward step by step. Its weights are relative to the likeliest start:
    /// where nothing is random after a uniform start, they stay whole numbers and the score has no rounding.
    public func score(in table: TransitionTable, within steps: Int) throws(PlanningError) -> EpisodeScore {
        try check(table)
        var weights = table.relativeStarts
        var next = Array(repeating: 0.0, count: table.stateCount)
        let total = weights.reduce(0, +)
        var left = total
        var (gained, walked, succeeded) = (0.0, 0.0, 0.0)
        var step = 0
        while step < steps, left > 0 {
            walked += left
            left = 0
            for state in 0..<table.stateCount where weights[state] != 0 {
                let here = weights[state]
                weights[state] = 0
                forEachAction(in: state, of: table) { action, share in
                    for index in table.outcomes(of: state, action) {
                        let weight = here * share * table.probabilities[index]
                        gained += weight * table.rewards[index]
                        if table.terminals[index] {
                            if table.successes[index] { succeeded += weight }
                        } else {
                            next[table.nextStates[index]] += weight
                            left += weight
                        }
                    }
                }
            }
            swap(&weights, &next)
            step += 1
        }
        return EpisodeScore(
            meanReturn: gained / total,
            successRate: succeeded / total,
            meanLength: walked / total,
            truncationRate: left / total
        )
    }
}
