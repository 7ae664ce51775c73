/// One outcome of an action in a state.
public struct Transition: Sendable, Equatable {
    /// How likely the outcome is.
    public var probability: Double
    /// The state that it leads to.
    public var nextState: Int
    /// What is gained by it.
    public var reward: Double
    /// Whether the episode ends with it, so that nothing that follows has a value.
    public var isTerminal: Bool

    /// Makes an outcome.
    public init(probability: Double, nextState: Int, reward: Double, isTerminal: Bool) {
        self.probability = probability
        self.nextState = nextState
        self.reward = reward
        self.isTerminal = isTerminal
    }
}

/// A finite Markov decision process whose rules are known: what planning needs, and what can be stepped.
///
/// R. Sutton and A. Barto, "Reinforcement Learning: An Introduction", second edition, chapter 3. States and actions are
/// counted from 0; what a process says of others is not asked for.
public protocol MarkovDecisionProcess: Sendable {
    /// How many states there are.
    var stateCount: Int { get }
    /// How many actions there are in each of them.
    var actionCount: Int { get }
    /// The outcomes of an action, in the order in which Gymnasium's table has them.
    func transitions(from state: Int, action: Int) -> [Transition]
    /// How likely an episode starts in each state: `[stateCount]`.
    var initialDistribution: [Double] { get }
    /// Which actions change anything in a state: `[actionCount]`.
    func validActions(in state: Int) -> [Bool]
    /// Whether an episode that ends with this outcome has ended well.
    func isSuccess(_ transition: Transition) -> Bool
}

extension MarkovDecisionProcess {
    /// All of them.
    public func validActions(in state: Int) -> [Bool] { Array(repeating: true, count: actionCount) }

    /// Every ending that the process itself has.
    public func isSuccess(_ transition: Transition) -> Bool { transition.isTerminal }
}
