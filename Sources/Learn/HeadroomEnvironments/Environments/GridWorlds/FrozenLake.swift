/// Gymnasium's FrozenLake-v1: a grid of ice with holes, to be crossed from start to goal.
///
/// Actions are left, down, right, up. On slippery ice a move goes in its intended direction with probability 1/3,
/// otherwise to either side. The reward is 1 for reaching the goal.
public struct FrozenLake: MarkovDecisionProcess {
    /// Gymnasium's built-in maps.
    public enum Size: String, Sendable, CaseIterable {
        /// FrozenLake-v1.
        case small = "4x4"
        /// FrozenLake8x8-v1.
        case large = "8x8"

        /// Gymnasium's step limit.
        public var maximumSteps: Int { self == .small ? 100 : 200 }

        var lines: [String] {
            switch self {
            case .small: ["SFFF", "FHFH", "FFFH", "HFFG"]
            case .large:
                [
                    "SFFFFFFF", "FFFFFFFF", "FFFHFFFF", "FFFFFHFF", "FFFHFFFF", "FHHFFFHF", "FHFFHFHF", "FFFHFFFG",
                ]
            }
        }
    }

    /// Number of rows.
    public let rowCount: Int
    /// Number of columns.
    public let columnCount: Int
    /// The cells in row-major order: S start, F ice, H hole, G goal.
    public let cells: [Character]
    /// Probability that a move goes in its intended direction; nil where the ice is not slippery.
    public let successProbability: Double?

    /// Makes one of Gymnasium's maps.
    public init(_ size: Size = .small, isSlippery: Bool = true) {
        self.init(trusted: size.lines, successProbability: isSlippery ? 1.0 / 3.0 : nil)
    }

    /// Makes a custom map.
    public init(_ lines: [String], successProbability: Double? = 1.0 / 3.0) throws(SettingError) {
        let cells = lines.joined()
        guard let first = lines.first, !first.isEmpty, lines.allSatisfy({ $0.count == first.count }),
            cells.allSatisfy({ "SFHG".contains($0) }), cells.contains("S")
        else {
            throw SettingError(
                "map",
                "\(lines)",
                allowed: "rows of one length of S (start, at least one), F (ice), H (hole), G (goal)"
            )
        }
        if let successProbability { try require("successProbability", successProbability, in: 0...1, "0 to 1") }
        self.init(trusted: lines, successProbability: successProbability)
    }

    private init(trusted lines: [String], successProbability: Double?) {
        rowCount = lines.count
        columnCount = lines.first?.count ?? 0
        cells = lines.flatMap(Array.init)
        self.successProbability = successProbability
    }

    /// One state for each cell.
    public var stateCount: Int { cells.count }
    /// Left, down, right, up.
    public let actionCount = 4

    /// Uniform over the start cells.
    public var initialDistribution: [Double] {
        let count = Double(cells.count { $0 == "S" })
        return cells.map { $0 == "S" ? 1 / count : 0 }
    }

    /// The outcomes of a move and, on slippery ice, of the moves to both sides.
    public func transitions(from state: Int, action: Int) -> [Transition] {
        guard cells[state] != "H", cells[state] != "G" else {
            return [Transition(probability: 1, nextState: state, reward: 0, isTerminal: true)]
        }
        guard let successProbability else { return [outcome(state, action, 1)] }
        let sideways = (1 - successProbability) / 2
        return [
            outcome(state, (action + 3) % 4, sideways),
            outcome(state, action, successProbability),
            outcome(state, (action + 1) % 4, sideways),
        ]
    }

    private func outcome(_ state: Int, _ action: Int, _ probability: Double) -> Transition {
        let moves: [GridMove] = [.left, .down, .right, .up]
        let next = moves[action].moved(from: state, rows: rowCount, columns: columnCount)
        let cell = cells[next]
        return Transition(
            probability: probability,
            nextState: next,
            reward: cell == "G" ? 1 : 0,
            isTerminal: cell == "G" || cell == "H"
        )
    }

    /// Whether the goal was reached.
    public func isSuccess(_ transition: Transition) -> Bool {
        transition.isTerminal && transition.reward > 0
    }
}
