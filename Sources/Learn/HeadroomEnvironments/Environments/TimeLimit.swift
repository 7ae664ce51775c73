/// Cuts an environment's episodes off after so many steps, as Gymnasium's `TimeLimit` does.
///
/// The step that reaches the limit is truncated; if the process ended with it too, it is both.
public struct TimeLimit<Base: Environment>: Environment {
    // What another module steps often is compiled there for the environment at hand.
    @usableFromInline var inner: Base
    @usableFromInline var elapsed = 0
    @usableFromInline var isCutOff = false
    /// After how many steps an episode is cut off.
    public let maximumSteps: Int

    /// Limits an environment.
    public init(_ base: Base, maximumSteps: Int) throws(SettingError) {
        try require("maximumSteps", maximumSteps, in: 1..., "at least 1")
        self.init(base, trustedSteps: maximumSteps)
    }

    init(_ base: Base, trustedSteps: Int) {
        inner = base
        maximumSteps = trustedSteps
    }

    /// The environment inside.
    public var base: Base { inner }
    /// The steps of this episode so far.
    public var elapsedSteps: Int { elapsed }
    /// How many actions there are.
    @inlinable
    public var actionCount: Int { inner.actionCount }
    /// Which actions would change anything now.
    @inlinable
    public var actionMask: [Bool] { inner.actionMask }

    /// Begins an episode.
    @inlinable
    public mutating func reset(seed: UInt64?) -> Base.Observation {
        elapsed = 0
        isCutOff = false
        return inner.reset(seed: seed)
    }

    /// Acts once, and counts it.
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
    /// The state of the environment inside, and the steps so far.
    public struct Snapshot: Codable, Sendable, Equatable {
        /// The state of the environment inside.
        public var base: Base.Snapshot
        /// The steps of this episode so far.
        public var elapsedSteps: Int
    }

    /// The state now.
    public var snapshot: Snapshot { Snapshot(base: inner.snapshot, elapsedSteps: elapsed) }

    /// Goes back to a state.
    public mutating func restore(_ snapshot: Snapshot) throws(SettingError) {
        try require("elapsedSteps", snapshot.elapsedSteps, in: 0...maximumSteps, "0 to \(maximumSteps)")
        try inner.restore(snapshot.base)
        elapsed = snapshot.elapsedSteps
        isCutOff = elapsed >= maximumSteps
    }
}
