/// Cuts an environment's episodes off after so many steps, as Gymnasium's `TimeLimit` does.
///
/// The step that reaches the limit is truncated; if the process ended with it too, it is both.
public struct TimeLimit<Base: Environment>: Environment {
    /// The environment inside.
    public private(set) var base: Base
    /// After how many steps an episode is cut off.
    public let maximumSteps: Int
    /// The steps of this episode so far.
    public private(set) var elapsedSteps = 0
    private var isCutOff = false

    /// Limits an environment.
    public init(_ base: Base, maximumSteps: Int) throws(SettingError) {
        try require("maximumSteps", maximumSteps, in: 1..., "at least 1")
        self.init(base, trustedSteps: maximumSteps)
    }

    init(_ base: Base, trustedSteps: Int) {
        self.base = base
        maximumSteps = trustedSteps
    }

    /// How many actions there are.
    public var actionCount: Int { base.actionCount }
    /// Which actions would change anything now.
    public var actionMask: [Bool] { base.actionMask }

    /// Begins an episode.
    public mutating func reset(seed: UInt64?) -> Base.Observation {
        elapsedSteps = 0
        isCutOff = false
        return base.reset(seed: seed)
    }

    /// Acts once, and counts it.
    public mutating func step(_ action: Int) throws(EnvironmentError) -> Step<Base.Observation> {
        guard !isCutOff else { throw .stepAfterEnd }
        var step = try base.step(action)
        elapsedSteps += 1
        if elapsedSteps >= maximumSteps {
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
    public var snapshot: Snapshot { Snapshot(base: base.snapshot, elapsedSteps: elapsedSteps) }

    /// Goes back to a state.
    public mutating func restore(_ snapshot: Snapshot) throws(SettingError) {
        try require("elapsedSteps", snapshot.elapsedSteps, in: 0...maximumSteps, "0 to \(maximumSteps)")
        try base.restore(snapshot.base)
        elapsedSteps = snapshot.elapsedSteps
        isCutOff = elapsedSteps >= maximumSteps
    }
}
