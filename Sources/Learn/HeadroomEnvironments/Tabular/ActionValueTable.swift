/// What each action is thought to be worth in each state.
public struct ActionValueTable: Sendable, Equatable, Codable {
    /// How many states there are.
    public let stateCount: Int
    /// How many actions there are.
    public let actionCount: Int
    /// `[stateCount * actionCount]`.
    public var values: [Double]

    /// Makes a table of one value.
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

    /// The action of the highest value in a state; of equal ones that of the lowest index.
    ///
    /// - Parameter mask: which actions may be chosen; nil, or none that may, for all.
    public func bestAction(in state: Int, mask: [Bool]? = nil) -> Int {
        let first = state * actionCount
        var best = -1
        for action in 0..<actionCount where mask?[action] ?? true {
            if best < 0 || values[first + action] > values[first + best] { best = action }
        }
        return best < 0 && mask != nil ? bestAction(in: state) : max(best, 0)
    }

    /// What is done in each state by somebody who believes this table.
    public var policy: Policy { .greedy(values, actionCount: actionCount) }
}

extension ActionValueTable {
    private enum CodingKeys: String, CodingKey {
        case stateCount, actionCount, values
    }

    /// Reads a table, and sees that it is whole.
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
