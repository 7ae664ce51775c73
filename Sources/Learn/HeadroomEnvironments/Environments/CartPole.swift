internal import RealModule

/// Gymnasium's CartPole: a pole on a cart that is pushed to the left or to the right.
///
/// A. Barto, R. Sutton and C. Anderson, "Neuronlike Adaptive Elements That Can Solve Difficult Learning Control
/// Problems", 1983, with the equations of R. Florian, "Correct equations for the dynamics of the cart-pole system",
/// 2007. The state is kept in double precision and integrated by Euler's method; observations have single precision.
/// The reward is 1 per step.
public struct CartPole: Environment, Sendable {
    /// Step limit of CartPole-v1.
    public static let maximumSteps = 500

    /// The environment of `gym.make("CartPole-v1")`, with its limit of 500 steps.
    public static func standardEnvironment() -> TimeLimit<CartPole> {
        TimeLimit(CartPole(), trustedSteps: maximumSteps)
    }

    private static let gravity = 9.8
    private static let poleMass = 0.1
    private static let totalMass = 0.1 + 1.0
    private static let halfLength = 0.5
    private static let poleMassLength = 0.1 * 0.5
    private static let force = 10.0
    private static let stepSeconds = 0.02
    private static let largestAngle = 12 * 2 * Double.pi / 360
    private static let largestPosition = 2.4

    /// Position and velocity of the cart, angle and angular velocity of the pole.
    private var state = SIMD4<Double>()
    private var random: PCG64?
    private var phase = EpisodePhase.notStarted

    /// Makes the environment.
    public init() {}

    /// Left, right.
    public let actionCount = 2

    /// Starts an episode with every state variable drawn uniformly from -0.05 to 0.05.
    public mutating func reset(seed: UInt64?) -> SIMD4<Float> {
        var random = seed.map(PCG64.init(seed:)) ?? self.random ?? PCG64(seed: UInt64.random(in: .min ... .max))
        for index in 0..<4 { state[index] = random.uniform(from: -0.05, to: 0.05) }
        self.random = random
        phase = .running
        return SIMD4<Float>(state)
    }

    /// Applies one push.
    public mutating func step(_ action: Int) throws(EnvironmentError) -> Step<SIMD4<Float>> {
        try phase.require(action, below: actionCount)
        let (speed, angle, angularSpeed) = (state[1], state[2], state[3])
        let push = action == 1 ? Self.force : -Self.force
        let (cosine, sine) = (Double.cos(angle), Double.sin(angle))
        let common = (push + Self.poleMassLength * (angularSpeed * angularSpeed) * sine) / Self.totalMass
        let angularAcceleration =
            (Self.gravity * sine - cosine * common)
            / (Self.halfLength * (4.0 / 3.0 - Self.poleMass * (cosine * cosine) / Self.totalMass))
        let acceleration = common - Self.poleMassLength * angularAcceleration * cosine / Self.totalMass
        state[0] += Self.stepSeconds * speed
        state[1] += Self.stepSeconds * acceleration
        state[2] += Self.stepSeconds * angularSpeed
        state[3] += Self.stepSeconds * angularAcceleration
        let falls = abs(state[0]) > Self.largestPosition || abs(state[2]) > Self.largestAngle
        if falls { phase = .ended }
        return Step(observation: SIMD4<Float>(state), reward: 1, terminated: falls, truncated: false)
    }
}

extension CartPole: RestorableEnvironment {
    /// The state of the cart, the episode and the random number generator.
    public struct Snapshot: Codable, Sendable, Equatable {
        /// Position and velocity of the cart, angle and angular velocity of the pole.
        public var state: SIMD4<Double>
        /// The random number generator; null before the first reset.
        public var random: PCG64?
        var phase: EpisodePhase
    }

    /// The current state.
    public var snapshot: Snapshot { Snapshot(state: state, random: random, phase: phase) }

    /// Restores a state.
    public mutating func restore(_ snapshot: Snapshot) throws(SettingError) {
        guard (0..<4).allSatisfy({ snapshot.state[$0].isFinite }) else {
            throw SettingError("state", "\(snapshot.state)", allowed: "finite numbers")
        }
        state = snapshot.state
        random = snapshot.random
        phase = snapshot.phase
    }
}
