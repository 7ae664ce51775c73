import HeadroomEnvironments
import HeadroomReinforcement

/// How a state of the taxi becomes the input of a network.
package enum TaxiEncoding: String, Sendable, CaseIterable {
    /// A learned row for each state: the same function as `oneHot`, without its multiplications by 0.
    case embedding
    /// 500 numbers, a one for the state.
    case oneHot = "one-hot"
    /// 34 numbers: a one each for the cell, for where the passenger is and for the destination.
    case cells
    /// 19 numbers: a one each for the row, the column, where the passenger is and the destination.
    case factored
    /// The number of the state over 500. Neighbouring numbers are not alike in anything, so that it learns nothing; it is
    /// here because everybody tries it once.
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
