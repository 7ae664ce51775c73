/// The optimal values of a decision process.
public struct OptimalValues: Sendable {
    /// The value of each state: `[stateCount]`.
    public let values: [Double]
    /// The value of each action in each state: `[stateCount * actionCount]`.
    public let actionValues: [Double]
    /// Number of actions.
    public let actionCount: Int
    /// Number of sweeps until convergence.
    public let sweeps: Int

    /// Differences below this are rounding errors.
    static let tie = 1e-9

    /// Finds the optimal values by value iteration.
    ///
    /// R. Sutton and A. Barto, second edition, section 4.4; the states are updated in place and in order.
    public init(of table: TransitionTable, settings: SweepSettings = SweepSettings()) throws(PlanningError) {
        var values = Array(repeating: 0.0, count: table.stateCount)
        sweeps = try settings.run {
            var change = 0.0
            for state in 0..<table.stateCount {
                var best = -Double.infinity
                for action in 0..<table.actionCount {
                    best = max(best, table.backup(state, action, values, settings.discount))
                }
                change = max(change, abs(best - values[state]))
                values[state] = best
            }
            return change
        }
        self.values = values
        actionCount = table.actionCount
        actionValues = (0..<table.stateCount).flatMap { state in
            (0..<table.actionCount).map { table.backup(state, $0, values, settings.discount) }
        }
    }

    /// The optimal policy; the lowest index among equally good actions.
    ///
    /// Without a discount and a cost per step, an action that makes no progress may have the same value as one that
    /// does; `Optimum.policy` is the policy with the shortest episodes.
    public var policy: Policy { .greedy(actionValues, actionCount: actionCount, tolerance: Self.tie) }

    /// All actions that are optimal in a state.
    public func optimalActions(in state: Int) -> [Int] {
        let row = actionValues[state * actionCount..<(state + 1) * actionCount]
        let best = (row.max() ?? 0) - Self.tie
        return row.indices.filter { row[$0] >= best }.map { $0 - state * actionCount }
    }

    /// The optimal policy with the shortest episodes.
    ///
    /// The expected lengths are computed by value iteration over the optimal actions only, up to the step limit.
    func quickestPolicy(in table: TransitionTable, within maximumSteps: Int) -> Policy {
        let choices = (0..<table.stateCount).map(optimalActions)
        var lengths = Array(repeating: 0.0, count: table.stateCount)
        func length(_ state: Int, _ action: Int) -> Double {
            table.outcomes(of: state, action).reduce(1) { sum, index in
                sum + (table.terminals[index] ? 0 : table.probabilities[index] * lengths[table.nextStates[index]])
            }
        }
        for _ in 0..<max(0, maximumSteps) {
            lengths = choices.enumerated().map { state, actions in
                actions.map { length(state, $0) }.min() ?? 0
            }
        }
        return .deterministic(
            choices.enumerated().map { state, actions in
                let all = actions.map { length(state, $0) }
                let shortest = (all.min() ?? 0) + Self.tie
                return actions[all.firstIndex { $0 <= shortest } ?? 0]
            }
        )
    }
}

extension TransitionTable {
    /// The expected reward of an action plus the discounted value of the next state.
    @inline(__always)
    func backup(_ state: Int, _ action: Int, _ values: [Double], _ discount: Double) -> Double {
        var sum = 0.0
        for index in outcomes(of: state, action) {
            let next = terminals[index] ? 0 : discount * values[nextStates[index]]
            sum += probabilities[index] * (rewards[index] + next)
        }
        return sum
    }

    /// The mean value of an episode whose start is drawn from the initial distribution.
    ///
    /// The weights are relative to the largest, so that a mean of integers over equally likely starts has no rounding
    /// error.
    public func expectedValue(_ values: [Double]) -> Double {
        let weights = relativeStarts
        return zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
    }

    /// The initial distribution divided by its largest entry.
    var relativeStarts: [Double] {
        let largest = initialDistribution.max() ?? 1
        return initialDistribution.map { $0 / largest }
    }
}
