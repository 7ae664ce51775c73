/// Truncates an environment's episodes after `maximumSteps` steps, like Gymnasium's `TimeLimit`.
///
/// The step that reaches the limit is truncated; if it also reaches a terminal state, it is both.
public struct TimeLimit<Base: Environment>: Environment {
    // `@usableFromInline`, so that other modules specialize the frequent calls for their environment.
    @usableFromInline var inner: Base
    @usableFromInline var elapsed = 0
    @usableFromInline var isCutOff = false
    /// Step limit of an episode.
    public let maximumSteps: Int

    /// Adds a step limit to an environment.
    public init(_ base: Base, maximumSteps: Int) throws(SettingError) {
        try require("maximumSteps", maximumSteps, in: 1..., "at least 1")
        self.init(base, trustedSteps: maximumSteps)
    }

    init(_ base: Base, trustedSteps: Int) {
        inner = base
        maximumSteps = trustedSteps
    }

    /// The wrapped environment.
    public var base: Base { inner }
    /// Number of steps in the current episode.
    public var elapsedSteps: Int { elapsed }
    /// Number of actions.
    @inlinable
    public var actionCount: Int { inner.actionCount }
    /// Whether each action would change the state.
    @inlinable
    public var actionMask: [Bool] { inner.actionMask }

    /// Starts an episode.
    @inlinable
    public mutating func reset(seed: UInt64?) -> Base.Observation {
        elapsed = 0
        isCutOff = false
        return inner.reset(seed: seed)
    }

    /// Takes and counts one action.
    @inlinable
    public mutating func step(_ action: Int) throws(EnvironmentError) -> Step<Base.Observation> {
        guard !isCutOff else { throw .stepAfterEnd }
        var step = try inner.step(action)
        elapsed += 1
        if elapsed >= maximumSteps {
            step.truncated = true
            isCutOff = true
        }
        return step
    }
}

extension TimeLimit: Sendable where Base: Sendable {}

extension TimeLimit: RestorableEnvironment where Base: RestorableEnvironment {
    /// The state of the wrapped environment and the number of steps.
    public struct Snapshot: Codable, Sendable, Equatable {
        /// The state of the wrapped environment.
        public var base: Base.Snapshot
        /// Number of steps in the current episode.
        public var elapsedSteps: Int
    }

    /// The current state.
    public var snapshot: Snapshot { Snapshot(base: inner.snapshot, elapsedSteps: elapsed) }

    /// Restores a state.
    public mutating func restore(_ snapshot: Snapshot) throws(SettingError) {
        try require("elapsedSteps", snapshot.elapsedSteps, in: 0...maximumSteps, "0 to \(maximumSteps)")
        try inner.restore(snapshot.base)
        elapsed = snapshot.elapsedSteps
        isCutOff = elapsed >= maximumSteps
    }
}
