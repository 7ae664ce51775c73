/// What came of one action.
public struct Step<Observation> {
    /// What is seen after it.
    public var observation: Observation
    /// What was gained by it.
    public var reward: Double
    /// Whether the process itself has ended: nothing that follows has a value.
    public var terminated: Bool
    /// Whether the episode was cut off from outside: what would have followed has a value.
    public var truncated: Bool

    /// Makes a step.
    public init(observation: Observation, reward: Double, terminated: Bool, truncated: Bool) {
        self.observation = observation
        self.reward = reward
        self.terminated = terminated
        self.truncated = truncated
    }

    /// Whether the next call has to be `reset`.
    @inlinable
    public var ended: Bool { terminated || truncated }
}

extension Step: Sendable where Observation: Sendable {}
extension Step: Equatable where Observation: Equatable {}

/// Something that is acted in, in Gymnasium's terms.
///
/// Environments are values: a copy goes on exactly as the original would.
public protocol Environment {
    /// What is seen of the environment.
    associatedtype Observation
    /// How many actions there are; they are counted from 0.
    var actionCount: Int { get }
    /// Begins an episode.
    ///
    /// - Parameter seed: seeds the generator as `reset(seed=)` of Gymnasium does; nil goes on with the generator, and
    ///   takes a seed of the system's where there is none yet.
    mutating func reset(seed: UInt64?) -> Observation
    /// Acts once.
    mutating func step(_ action: Int) throws(EnvironmentError) -> Step<Observation>
    /// Which actions would change anything now: `[actionCount]`.
    var actionMask: [Bool] { get }
}

extension Environment {
    /// Begins an episode, and goes on with the generator.
    public mutating func reset() -> Observation { reset(seed: nil) }

    /// All of them.
    public var actionMask: [Bool] { Array(repeating: true, count: actionCount) }
}

/// An environment whose whole state can be kept, so that a training goes on to the bit.
public protocol RestorableEnvironment: Environment {
    /// Everything that changes while the environment is used, its generator included.
    associatedtype Snapshot: Codable, Sendable, Equatable
    /// The state now.
    var snapshot: Snapshot { get }
    /// Goes back to a state, if it is one of this environment.
    mutating func restore(_ snapshot: Snapshot) throws(SettingError)
}
