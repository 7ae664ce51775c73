public import HeadroomEnvironments

/// The settings of deep Q-learning; the defaults solve Taxi.
public struct DeepQSettings: Sendable, Equatable, Codable {
    /// The update rule of the target network.
    public enum TargetUpdate: Sendable, Equatable, Codable {
        /// A copy of the online network every `every` environment steps (Mnih et al. 2015).
        case copy(every: Int)
        /// Interpolation by `share` towards the online network after every update (Lillicrap et al. 2016).
        case soft(share: Double)
    }

    /// The sampling of experiences for replay.
    public enum Replay: Sendable, Equatable, Codable {
        /// Uniform sampling.
        case uniform
        /// Prioritized sampling, see ``Priorities``; beta grows to 1 over `steps` environment steps.
        case prioritized(alpha: Double = 0.6, beta: Double = 0.4, steps: Int = 120_000)
    }

    /// The widths of the hidden layers.
    public var hidden = [128]
    /// Number of experiences in an update (batch size).
    public var batchSize = 256
    /// Learning rate of Adam.
    public var learningRate = 1e-3
    /// Discount per step.
    public var discount = 0.95
    /// Capacity of the replay memory, in experiences.
    public var replayCapacity = 50_000
    /// Number of environment steps before the first update.
    public var learningStarts = 1_000
    /// Number of environment steps per update.
    public var stepsPerUpdate = 4
    /// The update rule of the target network.
    public var target = TargetUpdate.copy(every: 500)
    /// Whether the online network chooses the next action that the target network evaluates (double Q-learning).
    ///
    /// Van Hasselt et al. 2016, "Deep reinforcement learning with double Q-learning".
    public var isDouble = true
    /// Whether the network ends in a ``DuelingHead``.
    public var isDueling = false
    /// Number of steps per experience (n-step returns).
    public var returnSteps = 1
    /// The sampling of experiences for replay.
    public var replay = Replay.uniform
    /// Error above which the loss is linear (Huber 1964).
    public var huberDelta = 1.0
    /// Maximum global norm of the gradient; nil for no clipping.
    public var maximumGradientNorm: Double?
    /// Probability of a random action (epsilon) over the environment steps.
    public var exploration = Schedule.linear(from: 1, to: 0.05, steps: 60_000)
    /// Whether actions that do not change the state are excluded, both when acting and in the target's maximum.
    ///
    /// Results with and without masked actions are not comparable.
    public var masksActions = false

    /// The settings that solve Taxi.
    public init() {}
}
