/// Gymnasium's Taxi without a time limit, the fickle passenger included.
///
/// With `Taxi.standardEnvironment` comes the limit of 200 steps that `gym.make("Taxi-v4")` puts around it.
public struct TaxiEnvironment: Environment, Sendable {
    /// How likely a passenger is one who will change his mind; nil where none does.
    public let fickleProbability: Double?
    private var base: TableEnvironment<Taxi>
    private var isArmed = false

    /// Makes an environment.
    ///
    /// - Parameter isFickle: whether three passengers in ten change their minds, as in Gymnasium.
    public init(_ taxi: Taxi = Taxi(), isFickle: Bool = false) {
        base = TableEnvironment(taxi, table: TransitionTable(trusted: taxi))
        fickleProbability = isFickle ? 0.3 : nil
    }

    /// Makes an environment with another share of passengers who change their minds.
    public init(_ taxi: Taxi, fickleProbability: Double) throws(SettingError) {
        try require("fickleProbability", fickleProbability, in: 0...1, "0 to 1")
        base = TableEnvironment(taxi, table: TransitionTable(trusted: taxi))
        self.fickleProbability = fickleProbability
    }

    /// The rules that are followed.
    public var taxi: Taxi { base.process }
    /// Gymnasium's table `P`; it does not know of the passenger's whims.
    public var table: TransitionTable { base.table }
    /// The state now, decoded.
    public var state: TaxiState { taxi.decode(base.state) }
    /// South, north, east, west, pickup, dropoff.
    public var actionCount: Int { base.actionCount }
    /// Which actions would change the state.
    public var actionMask: [Bool] { base.actionMask }

    /// Begins an episode.
    public mutating func reset(seed: UInt64?) -> Int {
        let state = base.reset(seed: seed)
        isArmed = false
        if let fickleProbability { isArmed = base.draw() < fickleProbability }
        return state
    }

    /// Acts once.
    public mutating func step(_ action: Int) throws(EnvironmentError) -> Step<Int> {
        guard isArmed else { return try base.step(action) }
        let before = taxi.decode(base.state)
        var step = try base.step(action)
        var after = taxi.decode(step.observation)
        if FickleTaxi.triggers(before, after) {
            isArmed = false
            let choice = base.integer(below: TaxiMap.placeNames.count - 1)
            after.destination = choice < before.destination ? choice : choice + 1
            step.observation = taxi.encode(after)
            base.move(to: step.observation)
        }
        return step
    }
}

extension Taxi {
    /// What `gym.make("Taxi-v4")` makes: the taxi with a limit of 200 steps.
    public static func standardEnvironment(
        _ taxi: Taxi = Taxi(),
        isFickle: Bool = false
    ) -> TimeLimit<TaxiEnvironment> {
        TimeLimit(TaxiEnvironment(taxi, isFickle: isFickle), trustedSteps: maximumSteps)
    }
}

extension TaxiEnvironment: RestorableEnvironment {
    /// The state of the process and of the passenger's mind.
    public struct Snapshot: Codable, Sendable, Equatable {
        /// The state of the process, of the episode and of the generator.
        public var base: TableEnvironment<Taxi>.Snapshot
        /// Whether the passenger will change his mind.
        public var isArmed: Bool
    }

    /// The state now.
    public var snapshot: Snapshot { Snapshot(base: base.snapshot, isArmed: isArmed) }

    /// Goes back to a state.
    public mutating func restore(_ snapshot: Snapshot) throws(SettingError) {
        try base.restore(snapshot.base)
        isArmed = snapshot.isArmed
    }
}
