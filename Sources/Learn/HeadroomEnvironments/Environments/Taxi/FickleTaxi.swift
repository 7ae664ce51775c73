/// The taxi with a passenger who may think better of it, as a process of its own.
///
/// Whether the passenger may still change his mind is a part of the state that Gymnasium's table does not have: states
/// 0 to 499 are those in which he will not, 500 to 999 the same in which he will, with the first move that he takes
/// part in, to one of the other three destinations alike. With this process the fickle taxi can be planned exactly.
public struct FickleTaxi: MarkovDecisionProcess {
    /// The taxi without a whim.
    public let taxi: Taxi
    /// How likely a passenger is one who will change his mind.
    public let probability: Double

    /// Gymnasium's fickle taxi, in which three passengers in ten change their minds.
    public init(_ taxi: Taxi = Taxi()) {
        self.taxi = taxi
        probability = 0.3
    }

    /// A fickle taxi with another share of passengers who change their minds.
    public init(_ taxi: Taxi, probability: Double) throws(SettingError) {
        try require("fickleProbability", probability, in: 0...1, "0 to 1")
        self.taxi = taxi
        self.probability = probability
    }

    /// Twice those of the taxi.
    public var stateCount: Int { 2 * taxi.stateCount }
    /// Those of the taxi.
    public var actionCount: Int { taxi.actionCount }

    /// What can be seen of a state: the state of the taxi.
    public func observation(of state: Int) -> Int { state % taxi.stateCount }

    /// The taxi's starts, with and without a passenger who will change his mind.
    public var initialDistribution: [Double] {
        let starts = taxi.initialDistribution
        return starts.map { $0 * (1 - probability) } + starts.map { $0 * probability }
    }

    /// Those of the taxi.
    public func validActions(in state: Int) -> [Bool] { taxi.validActions(in: observation(of: state)) }

    /// Those of the taxi, and where a passenger changes his mind three for each of them.
    public func transitions(from state: Int, action: Int) -> [Transition] {
        let before = observation(of: state)
        let outcomes = taxi.transitions(from: before, action: action)
        guard state >= taxi.stateCount else { return outcomes }
        return outcomes.flatMap { outcome in
            guard Self.triggers(taxi.decode(before), taxi.decode(outcome.nextState)) else {
                var same = outcome
                same.nextState += taxi.stateCount
                return [same]
            }
            var changed = taxi.decode(outcome.nextState)
            let old = changed.destination
            return TaxiMap.placeNames.indices.filter { $0 != old }.map { destination in
                changed.destination = destination
                var next = outcome
                next.probability = outcome.probability / 3
                next.nextState = taxi.encode(changed)
                return next
            }
        }
    }

    /// Whether a passenger who is going to change his mind does so now: he was in the taxi, and it has moved.
    static func triggers(_ before: TaxiState, _ after: TaxiState) -> Bool {
        before.isCarrying && (before.row != after.row || before.column != after.column)
    }
}
