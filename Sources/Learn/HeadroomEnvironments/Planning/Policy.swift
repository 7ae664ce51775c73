/// A policy: the action, or action probabilities, in each state.
public enum Policy: Sendable, Equatable {
    /// One action for each state: `[stateCount]`.
    case deterministic([Int])
    /// The probability of each action in each state: `[stateCount * actionCount]`.
    case stochastic([Double])

    /// The uniform distribution over all actions.
    public static func uniform(_ table: TransitionTable) -> Policy {
        .stochastic(
            Array(repeating: 1 / Double(table.actionCount), count: table.stateCount * table.actionCount)
        )
    }

    /// The uniform distribution over the actions that change the state; over all actions where none does.
    public static func uniformOverValidActions(_ table: TransitionTable) -> Policy {
        .stochastic(
            (0..<table.stateCount).flatMap { state in
                let valid = table.validActions(in: state)
                let count = valid.count { $0 }
                guard count > 0 else { return valid.map { _ in 1 / Double(valid.count) } }
                return valid.map { $0 ? 1 / Double(count) : 0 }
            }
        )
    }

    /// The greedy policy: the action of the highest value in each state, the lowest index among equal ones.
    ///
    /// - Parameters:
    ///   - actionValues: `[stateCount * actionCount]`.
    ///   - tolerance: the difference from the highest value within which a value counts as equal.
    public static func greedy(_ actionValues: [Double], actionCount: Int, tolerance: Double = 0) -> Policy {
        .deterministic(
            stride(from: 0, to: actionValues.count, by: max(1, actionCount)).map { first in
                let values = actionValues[first..<min(first + actionCount, actionValues.count)]
                let best = (values.max() ?? 0) - tolerance
                return (values.firstIndex { $0 >= best } ?? first) - first
            }
        )
    }

    /// Calls a function with each action of nonzero probability in a state, and its probability.
    @inline(__always)
    func forEachAction(in state: Int, of table: TransitionTable, _ body: (_ action: Int, _ weight: Double) -> Void) {
        switch self {
        case .deterministic(let actions): body(actions[state], 1)
        case .stochastic(let weights):
            for action in 0..<table.actionCount {
                let weight = weights[state * table.actionCount + action]
                if weight != 0 { body(action, weight) }
            }
        }
    }

    /// Throws where the policy does not match the process.
    func check(_ table: TransitionTable) throws(PlanningError) {
        switch self {
        case .deterministic(let actions):
            guard actions.count == table.stateCount else {
                throw .policySize(given: actions.count, needed: table.stateCount)
            }
            if let state = actions.indices.first(where: { !(0..<table.actionCount).contains(actions[$0]) }) {
                throw .policyAction(state: state, action: actions[state], actionCount: table.actionCount)
            }
        case .stochastic(let weights):
            let needed = table.stateCount * table.actionCount
            guard weights.count == needed else { throw .policySize(given: weights.count, needed: needed) }
            for state in 0..<table.stateCount {
                let row = weights[state * table.actionCount..<(state + 1) * table.actionCount]
                let sum = row.reduce(0, +)
                guard abs(sum - 1) < 1e-9, row.allSatisfy({ $0 >= 0 }) else {
                    throw .policyProbabilities(state: state, sum: sum)
                }
            }
        }
    }
}
