/// The version of Gymnasium's Taxi; the versions differ only in the rain.
public enum TaxiRules: String, Sendable, CaseIterable {
    /// Taxi-v3, as in Gymnasium up to 1.2: in the rain, the taxi also drifts where the edge blocks it, and past wrong
    /// walls.
    case v3
    /// Taxi-v4, since Gymnasium 1.3.
    case v4
}

/// The taxi that picks up a passenger and drives to the destination, built from its rules.
///
/// T. Dietterich, "Hierarchical Reinforcement Learning with the MAXQ Value Function Decomposition", JAIR 13, 2000,
/// section 3.1 and, for the rain, 7.1. The reward is -1 per step, -10 for an impossible pickup or dropoff, and 20 for a
/// delivery, which ends the episode.
public struct Taxi: MarkovDecisionProcess {
    /// Gymnasium's step limit.
    public static let maximumSteps = 200

    /// The map.
    public let map: TaxiMap
    /// The version, which determines the effect of rain.
    public let rules: TaxiRules
    /// Probability that a move goes in its intended direction; nil without rain.
    public let rainyProbability: Double?

    /// Gymnasium's taxi, dry or in rain with its default probability of 0.8.
    public init(map: TaxiMap = .standard, rules: TaxiRules = .v4, isRainy: Bool = false) {
        self.map = map
        self.rules = rules
        rainyProbability = isRainy ? 0.8 : nil
    }

    /// A taxi in rain with another probability.
    public init(map: TaxiMap = .standard, rules: TaxiRules = .v4, rainyProbability: Double) throws(SettingError) {
        try require("rainyProbability", rainyProbability, in: 0...1, "0 to 1")
        self.map = map
        self.rules = rules
        self.rainyProbability = rainyProbability
    }

    /// Whether it rains.
    public var isRainy: Bool { rainyProbability != nil }

    /// Number of states; 500 on Gymnasium's map.
    public var stateCount: Int { map.rowCount * map.columnCount * 5 * 4 }
    /// South, north, east, west, pickup, dropoff.
    public let actionCount = TaxiAction.allCases.count

    /// The index of a state: `((row * columns + column) * 5 + passenger) * 4 + destination`.
    public func encode(_ state: TaxiState) -> Int {
        ((state.row * map.columnCount + state.column) * 5 + state.passenger) * 4 + state.destination
    }

    /// The state with an index.
    public func decode(_ number: Int) -> TaxiState {
        let cell = number / 20
        return TaxiState(
            row: cell / map.columnCount,
            column: cell % map.columnCount,
            passenger: number / 4 % 5,
            destination: number % 4
        )
    }

    /// Uniform over all cells, passenger places and different destinations.
    public var initialDistribution: [Double] {
        let starts = (0..<stateCount).map { number in
            let state = decode(number)
            return !state.isCarrying && state.passenger != state.destination
        }
        let probability = 1 / Double(starts.count { $0 })
        return starts.map { $0 ? probability : 0 }
    }

    /// Whether each action changes the state, as in Gymnasium's mask.
    public func validActions(in number: Int) -> [Bool] {
        let state = decode(number)
        let place = map.places.firstIndex(of: TaxiMap.Cell(row: state.row, column: state.column))
        return [
            state.row < map.rowCount - 1,
            state.row > 0,
            map.opensEast(of: state.row, state.column),
            map.opensEast(of: state.row, state.column - 1),
            !state.isCarrying && place == state.passenger,
            state.isCarrying && place != nil,
        ]
    }

    /// One outcome, or three for a move in the rain.
    public func transitions(from number: Int, action: Int) -> [Transition] {
        let state = decode(number)
        switch TaxiAction(rawValue: action) {
        case .pickup: return [pickup(state)]
        case .dropoff: return [dropoff(state)]
        case .none: return []
        case .some(let move):
            guard let rainyProbability else { return [outcome(moved(state, move), probability: 1)] }
            return rain(state, move, straight: rainyProbability)
        }
    }

    func outcome(
        _ state: TaxiState,
        probability: Double,
        reward: Double = -1,
        isTerminal: Bool = false
    ) -> Transition {
        Transition(probability: probability, nextState: encode(state), reward: reward, isTerminal: isTerminal)
    }

    /// The state after a move on a dry road; a wall or the edge of the map blocks it.
    func moved(_ state: TaxiState, _ move: TaxiAction) -> TaxiState {
        var next = state
        switch move {
        case .south: next.row = min(state.row + 1, map.rowCount - 1)
        case .north: next.row = max(state.row - 1, 0)
        case .east: if map.opensEast(of: state.row, state.column) { next.column += 1 }
        case .west: if map.opensEast(of: state.row, state.column - 1) { next.column -= 1 }
        case .pickup, .dropoff: break
        }
        return next
    }

    private func pickup(_ state: TaxiState) -> Transition {
        var next = state
        guard !state.isCarrying, map.places[state.passenger] == TaxiMap.Cell(row: state.row, column: state.column)
        else { return outcome(state, probability: 1, reward: -10) }
        next.passenger = TaxiState.inTaxi
        return outcome(next, probability: 1)
    }

    private func dropoff(_ state: TaxiState) -> Transition {
        let place = map.places.firstIndex(of: TaxiMap.Cell(row: state.row, column: state.column))
        guard state.isCarrying, let place else { return outcome(state, probability: 1, reward: -10) }
        var next = state
        next.passenger = place
        let isThere = place == state.destination
        return outcome(next, probability: 1, reward: isThere ? 20 : -1, isTerminal: isThere)
    }
}
