/// The exact expected results of a policy's episodes over all starts and outcomes, without sampling.
public struct EpisodeScore: Sendable, Equatable, Codable {
    /// Expected return of an episode.
    public var meanReturn: Double
    /// Probability that an episode ends in success.
    public var successRate: Double
    /// Expected number of steps.
    public var meanLength: Double
    /// Probability that an episode is truncated at the step limit.
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
    /// The exact score of a policy whose episodes are truncated after `steps` steps.
    ///
    /// The distribution over states is propagated step by step. Its weights are relative to the most probable start:
    /// where the start is uniform and all transitions are deterministic, they stay integers and the score has no
    /// rounding error.
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
