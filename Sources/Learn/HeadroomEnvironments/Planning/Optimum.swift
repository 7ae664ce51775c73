/// The best score in an environment, the reference for learned policies.
public struct Optimum: Sendable {
    /// The optimal values without a step limit.
    public let values: OptimalValues
    /// The optimal policy with the shortest episodes: without a discount, a detour can have the same value.
    public let policy: Policy
    /// The score of that policy within the step limit.
    public let score: EpisodeScore
    /// The largest return of any policy within the step limit, including policies that depend on the step number.
    ///
    /// On the taxi it equals the score of the optimal policy; it is larger where the step limit is short for the task.
    public let bound: Double

    /// Differences of scores below this are rounding errors.
    public static let tolerance = 1e-9

    /// Plans the optimal policy of a process.
    ///
    /// - Parameter maximumSteps: the step limit of its episodes.
    public init(
        of table: TransitionTable,
        within maximumSteps: Int,
        settings: SweepSettings = SweepSettings()
    ) throws(PlanningError) {
        values = try OptimalValues(of: table, settings: settings)
        policy = values.quickestPolicy(in: table, within: maximumSteps)
        score = try policy.score(in: table, within: maximumSteps)
        var within = Array(repeating: 0.0, count: table.stateCount)
        for _ in 0..<max(0, maximumSteps) {
            within = (0..<table.stateCount).map { state in
                (0..<table.actionCount).reduce(-.infinity) { max($0, table.backup(state, $1, within, 1)) }
            }
        }
        bound = table.expectedValue(within)
    }

    /// Whether a score is possible: one above the bound shows that the environment does not follow the rules.
    public func isPossible(_ score: EpisodeScore) -> Bool {
        score.meanReturn <= bound + Self.tolerance * max(1, abs(bound))
    }

    /// Whether a score equals the optimum.
    public func isReached(by score: EpisodeScore) -> Bool {
        score.meanReturn >= self.score.meanReturn - Self.tolerance
    }
}
