import HeadroomEnvironments
import HeadroomReinforcement

/// The encoding of a taxi state as the input of a network.
package enum TaxiEncoding: String, Sendable, CaseIterable {
    /// A learned vector for each state: the same function as `oneHot`, without multiplications by 0.
    case embedding
    /// A one-hot code of the state, 500 numbers.
    case oneHot = "one-hot"
    /// 34 numbers: one-hot codes of the cell, the passenger's place and the destination.
    case cells
    /// 19 numbers: one-hot codes of the row, the column, the passenger's place and the destination.
    case factored
    /// The index of the state divided by 500. States with neighboring indices are unrelated, so a network learns
    /// nothing from it; it is included because it is a common first attempt.
    case number

    func input(_ taxi: Taxi) -> QNetwork.Input {
        switch self {
        case .embedding: .embedding(states: taxi.stateCount)
        case .oneHot: .oneHot(states: taxi.stateCount)
        case .cells, .factored, .number: .features((0..<taxi.stateCount).map { features(of: $0, taxi) })
        }
    }

    private func features(of number: Int, _ taxi: Taxi) -> [Float] {
        let state = taxi.decode(number)
        let people = code(state.passenger, of: 5) + code(state.destination, of: 4)
        switch self {
        case .cells: return code(state.row * 5 + state.column, of: 25) + people
        case .factored: return code(state.row, of: 5) + code(state.column, of: 5) + people
        default: return [Float(number) / Float(taxi.stateCount)]
        }
    }

    private func code(_ value: Int, of count: Int) -> [Float] {
        (0..<count).map { $0 == value ? 1 : 0 }
    }
}
