/// The best score that an environment allows, against which what was learned is held.
public struct Optimum: Sendable {
    /// The optimal values without a step limit.
    public let values: OptimalValues
    /// What the optimal policy scores within the step limit.
    public let score: EpisodeScore

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
        score = try values.policy.score(in: table, within: maximumSteps)
    }

    /// Whether a score is the best that there is.
    public func isReached(by score: EpisodeScore) -> Bool {
        score.meanReturn >= self.score.meanReturn - Self.tolerance
    }
}
