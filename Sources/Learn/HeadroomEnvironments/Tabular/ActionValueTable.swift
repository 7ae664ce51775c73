/// A table of estimated action values (Q-table).
public struct ActionValueTable: Sendable, Equatable, Codable {
    /// Number of states.
    public let stateCount: Int
    /// Number of actions.
    public let actionCount: Int
    /// The values, `[stateCount * actionCount]`.
    public var values: [Double]

    /// Makes a table filled with one value.
    public init(stateCount: Int, actionCount: Int, initialValue: Double) {
        self.stateCount = stateCount
        self.actionCount = actionCount
        values = Array(repeating: initialValue, count: stateCount * actionCount)
    }

    /// The value of an action in a state.
    @inline(__always)
    public subscript(state: Int, action: Int) -> Double {
        get { values[state * actionCount + action] }
        set { values[state * actionCount + action] = newValue }
    }

    /// The values of all actions in a state.
    public subscript(state: Int) -> ArraySlice<Double> {
        values[state * actionCount..<(state + 1) * actionCount]
    }

    /// The action of the highest value in a state; the lowest index among equal ones.
    ///
    /// - Parameter mask: whether each action may be chosen; nil, or false for every action, allows all.
    public func bestAction(in state: Int, mask: [Bool]? = nil) -> Int {
        let first = state * actionCount
        var best = -1
        for action in 0..<actionCount where mask?[action] ?? true {
            if best < 0 || values[first + action] > values[first + best] { best = action }
        }
        return best < 0 && mask != nil ? bestAction(in: state) : max(best, 0)
    }

    /// The greedy policy of this table.
    public var policy: Policy { .greedy(values, actionCount: actionCount) }
}

extension ActionValueTable {
    private enum CodingKeys: String, CodingKey {
        case stateCount, actionCount, values
    }

    /// Decodes a table, and throws where it is incomplete.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        stateCount = try container.decode(Int.self, forKey: .stateCount)
        actionCount = try container.decode(Int.self, forKey: .actionCount)
        values = try container.decode([Double].self, forKey: .values)
        let (needed, overflows) = stateCount.multipliedReportingOverflow(by: actionCount)
        guard stateCount > 0, actionCount > 0, !overflows, values.count == needed else {
            throw DecodingError.dataCorruptedError(
                forKey: .values,
                in: container,
                debugDescription: "\(values.count) values for \(stateCount) states and \(actionCount) actions"
            )
        }
    }
}
