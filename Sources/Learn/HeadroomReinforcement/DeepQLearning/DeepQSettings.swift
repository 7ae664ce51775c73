public import HeadroomEnvironments

/// What deep Q-learning is asked to do; the defaults solve Taxi.
public struct DeepQSettings: Sendable, Equatable, Codable {
    /// How the network that targets are computed with follows the one that learns.
    public enum TargetUpdate: Sendable, Equatable, Codable {
        /// A copy after so many environment steps (Mnih et al. 2015).
        case copy(every: Int)
        /// After every update this share of the way (Lillicrap et al. 2016).
        case soft(share: Double)
    }

    /// Which experiences are replayed.
    public enum Replay: Sendable, Equatable, Codable {
        /// All with the same probability.
        case uniform
        /// Those that were predicted worst more often; see ``Priorities``. Beta goes to 1 over so many environment steps.
        case prioritized(alpha: Double = 0.6, beta: Double = 0.4, steps: Int = 120_000)
    }

    /// The widths of the hidden layers.
    public var hidden = [128]
    /// Experiences that an update learns from.
    public var batchSize = 256
    /// Of Adam.
    public var learningRate = 1e-3
    /// What a reward counts one step later.
    public var discount = 0.95
    /// Experiences that are kept.
    public var replayCapacity = 50_000
    /// Environment steps before the first update.
    public var learningStarts = 1_000
    /// Environment steps from one update to the next.
    public var stepsPerUpdate = 4
    /// How the target network follows.
    public var target = TargetUpdate.copy(every: 500)
    /// Whether the learning network chooses the next action whose value the target network says.
    ///
    /// Van Hasselt et al. 2016, "Deep reinforcement learning with double Q-learning".
    public var isDouble = true
    /// Whether the network has a value and advantages; see ``DuelingHead``.
    public var isDueling = false
    /// Steps that an experience covers.
    public var returnSteps = 1
    /// Which experiences are replayed.
    public var replay = Replay.uniform
    /// From which error on the loss is linear (Huber 1964).
    public var huberDelta = 1.0
    /// The longest gradient, all parameters together; nil for any.
    public var maximumGradientNorm: Double?
    /// How often an action is drawn at random.
    public var exploration = Schedule.linear(from: 1, to: 0.05, steps: 60_000)
    /// Whether actions that change nothing are never taken, nor counted as the best of a next state.
    ///
    /// What is learned so is not comparable with what was learned without.
    public var masksActions = false

    /// Those that solve Taxi.
    public init() {}
}
