/// The outcomes of a move in the rain: straight on, or to the left or right of its direction.
extension Taxi {
    /// The three outcomes of a move, the intended one first; equal outcomes are not merged.
    func rain(_ state: TaxiState, _ move: TaxiAction, straight: Double) -> [Transition] {
        let sideways = rules == .v4 ? (1 - straight) / 2 : lateral(straight)
        let ahead = moved(state, move)
        // In version 3 the taxi drifts where the edge blocks it, but not where a wall does.
        let drifts =
            ahead != state || (rules == .v3 && (move == .south || move == .north))
        let (left, right) = drifts ? drift(state, move) : (state, state)
        return [
            outcome(ahead, probability: straight),
            outcome(left, probability: sideways),
            outcome(right, probability: sideways),
        ]
    }

    /// Version 3 uses the literal 0.1 where the probability straight on is 0.8; the subtraction gives a slightly
    /// different number.
    private func lateral(_ straight: Double) -> Double {
        straight == 0.8 ? 0.1 : (1 - straight) / 2
    }

    private func drift(_ state: TaxiState, _ move: TaxiAction) -> (left: TaxiState, right: TaxiState) {
        switch (rules, move) {
        case (.v4, .south): (moved(state, .east), moved(state, .west))
        case (.v4, .east): (moved(state, .north), moved(state, .south))
        case (.v4, .west): (moved(state, .south), moved(state, .north))
        // Version 3 also drifts to the west as the left of south.
        case (_, .south), (_, .north): (moved(state, .west), moved(state, .east))
        // It also drifts to the south as the left of east, and checks the wrong walls: the wall to the right of the
        // target cell for the drift to the left, and the wall to the left of it for the drift to the right.
        default: (driftingPast(state, .south, wallOffset: 0), driftingPast(state, .north, wallOffset: -1))
        }
    }

    private func driftingPast(_ state: TaxiState, _ move: TaxiAction, wallOffset: Int) -> TaxiState {
        let next = moved(state, move)
        return map.opensEast(of: next.row, next.column + wallOffset) ? next : state
    }
}
