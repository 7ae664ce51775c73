/// Gymnasium's CliffWalking-v1: along a cliff to the goal, 4 rows of 12.
///
/// R. Sutton and A. Barto, second edition, example 6.6. Actions are up, right, down, left. A step costs 1; a step over
/// the edge costs 100 and leads back to the start.
public struct CliffWalking: MarkovDecisionProcess {
    private static let rows = 4
    private static let columns = 12
    private static let start = 36
    private static let goal = 47

    /// Whether a move goes to either side as often as where it was meant to.
    public let isSlippery: Bool

    /// Makes the cliff; CliffWalkingSlippery-v1 is the slippery one.
    public init(isSlippery: Bool = false) {
        self.isSlippery = isSlippery
    }

    /// One for each cell.
    public let stateCount = rows * columns
    /// Up, right, down, left.
    public let actionCount = 4

    /// The lower left corner.
    public var initialDistribution: [Double] { (0..<stateCount).map { $0 == Self.start ? 1 : 0 } }

    /// Where a move and, on slippery ground, the moves to both sides of it lead.
    public func transitions(from state: Int, action: Int) -> [Transition] {
        let taken = isSlippery ? [(action + 3) % 4, action, (action + 1) % 4] : [action]
        let moves: [GridMove] = [.up, .right, .down, .left]
        return taken.map { move in
            let next = moves[move].moved(from: state, rows: Self.rows, columns: Self.columns)
            let falls = next > Self.start && next < Self.goal
            return Transition(
                probability: 1 / Double(taken.count),
                nextState: falls ? Self.start : next,
                reward: falls ? -100 : -1,
                isTerminal: next == Self.goal
            )
        }
    }
}
