/// The best that can be done in a decision process, and what it is worth.
public struct OptimalValues: Sendable {
    /// What each state is worth: `[stateCount]`.
    public let values: [Double]
    /// What each action is worth in each state: `[stateCount * actionCount]`.
    public let actionValues: [Double]
    /// How many actions there are.
    public let actionCount: Int
    /// How many sweeps it took.
    public let sweeps: Int

    /// Differences below this are rounding errors.
    static let tie = 1e-9

    /// Finds the optimal values by value iteration.
    ///
    /// R. Sutton and A. Barto, second edition, section 4.4; the states are updated in place, in their order.
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

    /// The optimal policy; where several actions are as good, the one of the lowest index.
    ///
    /// Without a discount and without a cost for each step an action that leads nowhere may be as good as one that
    /// leads on; `Optimum.policy` takes the one that ends soonest.
    public var policy: Policy { .greedy(actionValues, actionCount: actionCount, tolerance: Self.tie) }

    /// All actions that are optimal in a state.
    public func optimalActions(in state: Int) -> [Int] {
        let row = actionValues[state * actionCount..<(state + 1) * actionCount]
        let best = (row.max() ?? 0) - Self.tie
        return row.indices.filter { row[$0] >= best }.map { $0 - state * actionCount }
    }

    /// Of all optimal policies one whose episodes are the shortest.
    ///
    /// The expected lengths are found by value iteration over the optimal actions alone, as far as the step limit.
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
    /// The expected reward of an action and what the state after it is worth.
    @inline(__always)
    func backup(_ state: Int, _ action: Int, _ values: [Double], _ discount: Double) -> Double {
        var sum = 0.0
        for index in outcomes(of: state, action) {
            let next = terminals[index] ? 0 : discount * values[nextStates[index]]
            sum += probabilities[index] * (rewards[index] + next)
        }
        return sum
    }

    /// What an episode is worth on average, if its start is drawn from the initial distribution.
    ///
    /// The weights are relative to the largest, so that a mean of whole numbers over equal starts has no rounding.
    public func expectedValue(_ values: [Double]) -> Double {
        let weights = relativeStarts
        return zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
    }

    /// The initial distribution with 1 as its largest entry.
    var relativeStarts: [Double] {
        let largest = initialDistribution.max() ?? 1
        return initialDistribution.map { $0 / largest }
    }
}
