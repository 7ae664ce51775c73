/// Gymnasium's Taxi without a step limit, optionally with a fickle passenger.
///
/// `Taxi.standardEnvironment` adds the limit of 200 steps of `gym.make("Taxi-v4")`.
public struct TaxiEnvironment: Environment, Sendable {
    /// Probability that a passenger is fickle; nil without fickle passengers.
    public let fickleProbability: Double?
    private var base: TableEnvironment<Taxi>
    /// Whether the passenger will still change the destination.
    private var willChangeDestination = false

    /// Makes an environment.
    ///
    /// - Parameter isFickle: whether passengers are fickle with a probability of 0.3, as in Gymnasium.
    public init(_ taxi: Taxi = Taxi(), isFickle: Bool = false) {
        base = TableEnvironment(taxi, table: TransitionTable(trusted: taxi))
        fickleProbability = isFickle ? 0.3 : nil
    }

    /// Makes an environment with another probability of fickle passengers.
    public init(_ taxi: Taxi, fickleProbability: Double) throws(SettingError) {
        try require("fickleProbability", fickleProbability, in: 0...1, "0 to 1")
        base = TableEnvironment(taxi, table: TransitionTable(trusted: taxi))
        self.fickleProbability = fickleProbability
    }

    /// The rules of the environment.
    public var taxi: Taxi { base.process }
    /// Gymnasium's table `P`, which does not contain fickle passengers.
    public var table: TransitionTable { base.table }
    /// The current state, decoded.
    public var state: TaxiState { taxi.decode(base.state) }
    /// South, north, east, west, pickup, dropoff.
    public var actionCount: Int { base.actionCount }
    /// Whether each action would change the state.
    public var actionMask: [Bool] { base.actionMask }

    /// Starts an episode.
    public mutating func reset(seed: UInt64?) -> Int {
        let state = base.reset(seed: seed)
        willChangeDestination = false
        if let fickleProbability { willChangeDestination = base.draw() < fickleProbability }
        return state
    }

    /// Takes one action.
    public mutating func step(_ action: Int) throws(EnvironmentError) -> Step<Int> {
        guard willChangeDestination else { return try base.step(action) }
        let before = taxi.decode(base.state)
        var step = try base.step(action)
        var after = taxi.decode(step.observation)
        if FickleTaxi.triggers(before, after) {
            willChangeDestination = false
            let choice = base.integer(below: TaxiMap.placeNames.count - 1)
            after.destination = choice < before.destination ? choice : choice + 1
            step.observation = taxi.encode(after)
            base.move(to: step.observation)
        }
        return step
    }
}

extension Taxi {
    /// The environment of `gym.make("Taxi-v4")`, with its limit of 200 steps.
    public static func standardEnvironment(
        _ taxi: Taxi = Taxi(),
        isFickle: Bool = false
    ) -> TimeLimit<TaxiEnvironment> {
        TimeLimit(TaxiEnvironment(taxi, isFickle: isFickle), trustedSteps: maximumSteps)
    }
}

extension TaxiEnvironment: RestorableEnvironment {
    /// The state of the process and of the passenger's decision.
    public struct Snapshot: Codable, Sendable, Equatable {
        /// The state of the process, the episode and the random number generator.
        public var base: TableEnvironment<Taxi>.Snapshot
        /// Whether the passenger will still change the destination.
        public var willChangeDestination: Bool

        private enum CodingKeys: String, CodingKey {
            case base
            // The name in existing checkpoints.
            case willChangeDestination = "isArmed"
        }
    }

    /// The current state.
    public var snapshot: Snapshot { Snapshot(base: base.snapshot, willChangeDestination: willChangeDestination) }

    /// Restores a state.
    public mutating func restore(_ snapshot: Snapshot) throws(SettingError) {
        try base.restore(snapshot.base)
        willChangeDestination = snapshot.willChangeDestination
    }
}
