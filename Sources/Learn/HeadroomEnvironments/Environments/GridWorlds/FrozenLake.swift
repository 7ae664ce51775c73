/// Gymnasium's FrozenLake-v1: across the ice to the goal, without falling into a hole.
///
/// Actions are left, down, right, up. On slippery ice a move goes where it was meant to in a third of the cases, else to
/// either side. Reaching the goal gains 1.
public struct FrozenLake: MarkovDecisionProcess {
    /// The lakes that Gymnasium has.
    public enum Size: String, Sendable, CaseIterable {
        /// FrozenLake-v1.
        case small = "4x4"
        /// FrozenLake8x8-v1.
        case large = "8x8"

        /// After how many steps Gymnasium cuts an episode off.
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

    /// How many rows the lake has.
    public let rowCount: Int
    /// How many columns the lake has.
    public let columnCount: Int
    /// The lake row by row: S the start, F ice, H a hole, G the goal.
    public let cells: [Character]
    /// How likely a move goes where it was meant to; nil where the ice is not slippery.
    public let successProbability: Double?

    /// One of the lakes of Gymnasium.
    public init(_ size: Size = .small, isSlippery: Bool = true) {
        self.init(trusted: size.lines, successProbability: isSlippery ? 1.0 / 3.0 : nil)
    }

    /// A lake of one's own.
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

    /// One for each cell.
    public var stateCount: Int { cells.count }
    /// Left, down, right, up.
    public let actionCount = 4

    /// The starts, alike.
    public var initialDistribution: [Double] {
        let count = Double(cells.count { $0 == "S" })
        return cells.map { $0 == "S" ? 1 / count : 0 }
    }

    /// Where a move and, on slippery ice, the moves to both sides of it lead.
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
