/// The best score that an environment allows, against which what was learned is held.
public struct Optimum: Sendable {
    /// The optimal values without a step limit.
    public let values: OptimalValues
    /// The optimal policy that ends its episodes soonest: without a discount a detour may be worth as much as the way.
    public let policy: Policy
    /// What that policy scores within the step limit.
    public let score: EpisodeScore
    /// The most that any policy gains within the step limit, one that looks at the clock included.
    ///
    /// On the taxi it is the score of the optimal policy; where the limit is short for what there is to do, more.
    public let bound: Double

    /// Differences of scores below this are rounding errors.
    public static let tolerance = 1e-9

    /// Plans a process.
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

    /// Whether a score can be: one above the bound shows that the environment does not follow the rules.
    public func allows(_ score: EpisodeScore) -> Bool {
        score.meanReturn <= bound + Self.tolerance * max(1, abs(bound))
    }

    /// Whether a score is the best that there is.
    public func isReached(by score: EpisodeScore) -> Bool {
        score.meanReturn >= self.score.meanReturn - Self.tolerance
    }
}
