/// An invalid description of a decision process.
public enum ProcessError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There are no states or no actions.
    case empty(stateCount: Int, actionCount: Int)
    /// The outcomes of an action are missing, or their probabilities are not a distribution.
    case probabilities(state: Int, action: Int, sum: Double)
    /// An outcome leads to a state that does not exist.
    case nextState(state: Int, action: Int, nextState: Int, stateCount: Int)
    /// A reward is not a finite number.
    case reward(state: Int, action: Int, reward: Double)
    /// The initial distribution is not a distribution over the states.
    case initialDistribution(count: Int, sum: Double, stateCount: Int)
    /// The mask of a state does not have one entry for each action.
    case mask(state: Int, count: Int, actionCount: Int)

    /// The problem and its place.
    public var description: String {
        switch self {
        case .empty(let states, let actions):
            "a decision process needs states and actions; this one has \(states) states and \(actions) actions"
        case .probabilities(let state, let action, let sum):
            "state \(state), action \(action): the probabilities of the outcomes add up to \(sum), not to 1, or one of "
                + "them is negative"
        case .nextState(let state, let action, let next, let count):
            "state \(state), action \(action): an outcome leads to state \(next); the states are 0 to \(count - 1)"
        case .reward(let state, let action, let reward):
            "state \(state), action \(action): the reward \(reward) is not a finite number"
        case .initialDistribution(let count, let sum, let states):
            "the initial distribution has \(count) entries that add up to \(sum); needed are \(states) entries of at "
                + "least 0 that add up to 1"
        case .mask(let state, let count, let actions):
            "state \(state): the action mask has \(count) entries for \(actions) actions"
        }
    }
}
