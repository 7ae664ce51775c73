/// Where a move leads in the rain: straight on, or to the left or right of the heading.
extension Taxi {
    /// The three outcomes of a move, the intended one first; they are not joined where they are the same.
    func rain(_ state: TaxiState, _ move: TaxiAction, straight: Double) -> [Transition] {
        let sideways = rules == .v4 ? (1 - straight) / 2 : lateral(straight)
        let ahead = moved(state, move)
        // Version 3 lets the taxi drift where an edge blocks it, but not where a wall does.
        let drifts =
            ahead != state || (rules == .v3 && (move == .south || move == .north))
        let (left, right) = drifts ? drift(state, move) : (state, state)
        return [
            outcome(ahead, probability: straight),
            outcome(left, probability: sideways),
            outcome(right, probability: sideways),
        ]
    }

    /// Version 3 has 0.1 written in its table where 0.8 is straight on, which is not quite what subtraction gives.
    private func lateral(_ straight: Double) -> Double {
        straight == 0.8 ? 0.1 : (1 - straight) / 2
    }

    private func drift(_ state: TaxiState, _ move: TaxiAction) -> (left: TaxiState, right: TaxiState) {
        switch (rules, move) {
        case (.v4, .south): (moved(state, .east), moved(state, .west))
        case (.v4, .east): (moved(state, .north), moved(state, .south))
        case (.v4, .west): (moved(state, .south), moved(state, .north))
        // Version 3 takes west for the left of south as well.
        case (_, .south), (_, .north): (moved(state, .west), moved(state, .east))
        // It takes the south for the left of east as well, and looks at walls that are not in the way: that to the
        // right of the cell it drifts to on the left, and that to the left of it on the right.
        default: (driftingPast(state, .south, wallOffset: 0), driftingPast(state, .north, wallOffset: -1))
        }
    }

    private func driftingPast(_ state: TaxiState, _ move: TaxiAction, wallOffset: Int) -> TaxiState {
        let next = moved(state, move)
        return map.opensEast(of: next.row, next.column + wallOffset) ? next : state
    }
}
