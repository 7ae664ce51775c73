/// The taxi with a fickle passenger, who may change the destination, as a decision process.
///
/// Gymnasium's table does not contain whether the passenger will still change the destination. Here it is part of the
/// state: in states 0 to 499 the destination is final; states 500 to 999 are the same states in which it changes with
/// the first move that carries the passenger, to each of the other three places with equal probability. This process
/// allows exact planning for the fickle taxi.
public struct FickleTaxi: MarkovDecisionProcess {
    /// The taxi without fickle passengers.
    public let taxi: Taxi
    /// Probability that the passenger is fickle.
    public let probability: Double

    /// Gymnasium's fickle taxi, with a probability of 0.3.
    public init(_ taxi: Taxi = Taxi()) {
        self.taxi = taxi
        probability = 0.3
    }

    /// A fickle taxi with another probability.
    public init(_ taxi: Taxi, probability: Double) throws(SettingError) {
        try require("fickleProbability", probability, in: 0...1, "0 to 1")
        self.taxi = taxi
        self.probability = probability
    }

    /// Twice the number of states of the taxi.
    public var stateCount: Int { 2 * taxi.stateCount }
    /// The number of actions of the taxi.
    public var actionCount: Int { taxi.actionCount }

    /// The observation of a state: the state of the taxi.
    public func observation(of state: Int) -> Int { state % taxi.stateCount }

    /// The initial distribution of the taxi, with and without a fickle passenger.
    public var initialDistribution: [Double] {
        let starts = taxi.initialDistribution
        return starts.map { $0 * (1 - probability) } + starts.map { $0 * probability }
    }

    /// The valid actions of the taxi.
    public func validActions(in state: Int) -> [Bool] { taxi.validActions(in: observation(of: state)) }

    /// The outcomes of the taxi, each replaced by three where the destination changes.
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

    /// Whether a fickle passenger changes the destination in this transition: the taxi moved with the passenger in it.
    static func triggers(_ before: TaxiState, _ after: TaxiState) -> Bool {
        before.isCarrying && (before.row != after.row || before.column != after.column)
    }
}
