extension Policy {
    /// The value of each state under this policy: `[stateCount]`.
    ///
    /// Iterative policy evaluation, R. Sutton and A. Barto, second edition, section 4.1, in place. Without a discount
    /// it converges only where the policy ends its episodes; `score` does not need that.
    public func values(
        in table: TransitionTable,
        settings: SweepSettings = SweepSettings()
    ) throws(PlanningError) -> [Double] {
        try check(table)
        var values = Array(repeating: 0.0, count: table.stateCount)
        _ = try settings.run {
            var change = 0.0
            for state in 0..<table.stateCount {
                var value = 0.0
                forEachAction(in: state, of: table) { action, weight in
                    value += weight * table.backup(state, action, values, settings.discount)
                }
                change = max(change, abs(value - values[state]))
                values[state] = value
            }
            return change
        }
        return values
    }

    /// The value of each state under this policy for episodes truncated after `steps` steps: `[stateCount]`.
    public func values(in table: TransitionTable, within steps: Int) throws(PlanningError) -> [Double] {
        try check(table)
        var values = Array(repeating: 0.0, count: table.stateCount)
        for _ in 0..<max(0, steps) {
            var earlier = Array(repeating: 0.0, count: table.stateCount)
            for state in 0..<table.stateCount {
                forEachAction(in: state, of: table) { action, weight in
                    earlier[state] += weight * table.backup(state, action, values, 1)
                }
            }
            values = earlier
        }
        return values
    }
}
