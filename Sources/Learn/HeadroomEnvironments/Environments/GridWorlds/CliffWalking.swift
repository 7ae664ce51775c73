/// Gymnasium's CliffWalking-v1: a grid of 4 rows and 12 columns with a cliff between start and goal.
///
/// R. Sutton and A. Barto, second edition, example 6.6. Actions are up, right, down, left. The reward is -1 per step; a
/// step over the edge costs 100 and leads back to the start.
public struct CliffWalking: MarkovDecisionProcess {
    private static let rows = 4
    private static let columns = 12
    private static let start = 36
    private static let goal = 47

    /// Whether a move goes to its left or right as often as in its intended direction.
    public let isSlippery: Bool

    /// Makes the environment; the slippery one is CliffWalkingSlippery-v1.
    public init(isSlippery: Bool = false) {
        self.isSlippery = isSlippery
    }

    /// One state for each cell.
    public let stateCount = rows * columns
    /// Up, right, down, left.
    public let actionCount = 4

    /// Always the lower left corner.
    public var initialDistribution: [Double] { (0..<stateCount).map { $0 == Self.start ? 1 : 0 } }

    /// The outcomes of a move and, where it is slippery, of the moves to both sides.
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
