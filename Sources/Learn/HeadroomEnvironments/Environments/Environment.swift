/// The result of one action.
public struct Step<Observation> {
    /// The observation after the action.
    public var observation: Observation
    /// The reward of the action.
    public var reward: Double
    /// Whether the process reached a terminal state, whose value is 0.
    public var terminated: Bool
    /// Whether the episode was cut off from outside, for instance by a step limit; the last state still has a value.
    public var truncated: Bool

    /// Makes a step.
    public init(observation: Observation, reward: Double, terminated: Bool, truncated: Bool) {
        self.observation = observation
        self.reward = reward
        self.terminated = terminated
        self.truncated = truncated
    }

    /// Whether the episode is over, so that the next call must be `reset`.
    @inlinable
    public var ended: Bool { terminated || truncated }
}

extension Step: Sendable where Observation: Sendable {}
extension Step: Equatable where Observation: Equatable {}

/// A reinforcement learning environment with Gymnasium's interface.
///
/// Environments are values: a copy continues exactly as the original would.
public protocol Environment {
    /// The type of an observation.
    associatedtype Observation
    /// Number of actions; they are numbered from 0.
    var actionCount: Int { get }
    /// Starts an episode.
    ///
    /// - Parameter seed: seeds the random number generator as `reset(seed=)` of Gymnasium does; nil keeps the
    ///   generator, or seeds it from the system before its first use.
    mutating func reset(seed: UInt64?) -> Observation
    /// Takes one action.
    mutating func step(_ action: Int) throws(EnvironmentError) -> Step<Observation>
    /// Whether each action would change the state, `[actionCount]`.
    var actionMask: [Bool] { get }
}

extension Environment {
    /// Starts an episode and keeps the random number generator.
    public mutating func reset() -> Observation { reset(seed: nil) }

    /// True for every action.
    public var actionMask: [Bool] { Array(repeating: true, count: actionCount) }
}

/// An environment whose complete state can be saved, so that a training can resume bit for bit.
public protocol RestorableEnvironment: Environment {
    /// All mutable state of the environment, including its random number generator.
    associatedtype Snapshot: Codable, Sendable, Equatable
    /// The current state.
    var snapshot: Snapshot { get }
    /// Restores a state; throws where it is not a state of this environment.
    mutating func restore(_ snapshot: Snapshot) throws(SettingError)
}
