/// One outcome of an action in a state.
public struct Transition: Sendable, Equatable {
    /// Probability of the outcome.
    public var probability: Double
    /// The next state.
    public var nextState: Int
    /// The reward.
    public var reward: Double
    /// Whether the next state is terminal, so that its value is 0.
    public var isTerminal: Bool

    /// Makes an outcome.
    public init(probability: Double, nextState: Int, reward: Double, isTerminal: Bool) {
        self.probability = probability
        self.nextState = nextState
        self.reward = reward
        self.isTerminal = isTerminal
    }
}

/// A finite Markov decision process with known rules, for planning and for ``TableEnvironment``.
///
/// R. Sutton and A. Barto, "Reinforcement Learning: An Introduction", second edition, chapter 3. States and actions are
/// numbered from 0; the methods are not called with other numbers.
public protocol MarkovDecisionProcess: Sendable {
    /// Number of states.
    var stateCount: Int { get }
    /// Number of actions in each state.
    var actionCount: Int { get }
    /// The outcomes of an action, in the order of Gymnasium's table.
    func transitions(from state: Int, action: Int) -> [Transition]
    /// Probability that an episode starts in each state: `[stateCount]`.
    var initialDistribution: [Double] { get }
    /// Whether each action changes the state: `[actionCount]`.
    func validActions(in state: Int) -> [Bool]
    /// Whether an episode that ends with this outcome is a success.
    func isSuccess(_ transition: Transition) -> Bool
}

extension MarkovDecisionProcess {
    /// True for every action.
    public func validActions(in state: Int) -> [Bool] { Array(repeating: true, count: actionCount) }

    /// True for every terminal outcome.
    public func isSuccess(_ transition: Transition) -> Bool { transition.isTerminal }
}
