/// A text picture of a taxi state.
///
/// Each character has the part that it shows, for colors in a terminal or shapes in a vector image.
public struct TaxiPicture: Sendable, CustomStringConvertible {
    /// The part of the scene that a character shows.
    public enum Part: Sendable {
        /// The border of the map, open ways between cells, empty cells.
        case ground
        /// A wall between two cells.
        case wall
        /// One of the four places, without passenger or destination.
        case place
        /// The place of the waiting passenger.
        case passenger
        /// The destination.
        case destination
        /// The taxi without a passenger.
        case taxi
        /// The taxi with its passenger.
        case occupiedTaxi
    }

    /// The characters of the picture with their parts, line by line.
    public private(set) var lines: [[(character: Character, part: Part)]]
    /// The state in words.
    public let caption: String

    /// Draws a state: `t` is the taxi, `T` the taxi with its passenger, `p` the waiting passenger, `x` the destination.
    public init(_ state: TaxiState, map: TaxiMap = .standard) {
        lines = map.lines.enumerated().map { row, line in
            line.enumerated().map { column, character in
                let isSide = column == 0 || column == line.count - 1 || row == 0 || row == map.rowCount + 1
                let part: Part =
                    isSide
                    ? .ground : character == "|" ? .wall : TaxiMap.placeNames.contains(character) ? .place : .ground
                return (character, part)
            }
        }
        let names = TaxiMap.placeNames
        let passenger = state.isCarrying ? "in the taxi" : "at \(names[state.passenger])"
        caption =
            "taxi at row \(state.row), column \(state.column); passenger \(passenger); destination "
            + "\(names[state.destination])"
        put("x", .destination, at: map.places[state.destination])
        if !state.isCarrying { put("p", .passenger, at: map.places[state.passenger]) }
        put(
            state.isCarrying ? "T" : "t",
            state.isCarrying ? .occupiedTaxi : .taxi,
            at: TaxiMap.Cell(row: state.row, column: state.column)
        )
    }

    private mutating func put(_ character: Character, _ part: Part, at cell: TaxiMap.Cell) {
        lines[cell.row + 1][2 * cell.column + 1] = (character, part)
    }

    /// The picture without colors, and the state in words below it.
    public var description: String {
        lines.map { String($0.map(\.character)) }.joined(separator: "\n") + "\n" + caption
    }
}
