/// The taxi's map, read from its text picture.
///
/// A row of the picture begins and ends with `|`; the character between two cells is `:` where the way is open and `|`
/// for a wall. A cell is a space or the letter of one of the four places.
public struct TaxiMap: Sendable, Equatable {
    /// The four places, in the order of their indices.
    public static let placeNames: [Character] = ["R", "G", "Y", "B"]

    /// The map of Gymnasium's Taxi.
    ///
    /// T. Dietterich, "Hierarchical Reinforcement Learning with the MAXQ Value Function Decomposition", JAIR 13, 2000.
    public static let standard = TaxiMap(
        trusted: [
            "+---------+",
            "|R: | : :G|",
            "| : | : : |",
            "| : : : : |",
            "| | : | : |",
            "|Y| : |B: |",
            "+---------+",
        ]
    )

    /// A cell of the map.
    public struct Cell: Sendable, Hashable {
        /// The index from the top.
        public var row: Int
        /// The index from the left.
        public var column: Int

        /// Makes a cell.
        public init(row: Int, column: Int) {
            self.row = row
            self.column = column
        }
    }

    /// The lines of the picture, including its border.
    public let lines: [String]
    /// Number of rows of cells.
    public let rowCount: Int
    /// Number of columns of cells.
    public let columnCount: Int
    /// The cells of the four places.
    public let places: [Cell]
    /// Whether the way from a cell to the one on its right is open: `[rowCount * columnCount]`, row-major.
    private let opensEast: [Bool]

    /// Parses a map.
    public init(_ lines: [String]) throws(SettingError) {
        let form = "rows of one length between two borders, each of |cell:cell| with : or | between two cells"
        let inner = lines.dropFirst().dropLast()
        guard let first = inner.first, first.count >= 3, first.count % 2 == 1 else {
            throw SettingError("map", "\(lines.count) lines", allowed: form)
        }
        for line in inner {
            let letters = Array(line)
            guard letters.count == first.count, letters.first == "|", letters.last == "|",
                stride(from: 2, to: letters.count - 1, by: 2).allSatisfy({ ":|".contains(letters[$0]) })
            else { throw SettingError("map", "'\(line)'", allowed: form) }
        }
        self.init(trusted: lines)
        guard places.count == Self.placeNames.count else {
            throw SettingError("map", "one without all places", allowed: "each of R, G, Y and B in one cell")
        }
    }

    private init(trusted lines: [String]) {
        self.lines = lines
        let cells = lines.dropFirst().dropLast().map(Array.init)
        let columns = ((cells.first?.count ?? 1) - 1) / 2
        rowCount = cells.count
        columnCount = columns
        opensEast = cells.flatMap { row in (0..<columns).map { row[2 * $0 + 2] == ":" } }
        places = Self.placeNames.compactMap { name in
            for (row, letters) in cells.enumerated() {
                for column in 0..<columns where letters[2 * column + 1] == name {
                    return Cell(row: row, column: column)
                }
            }
            return nil
        }
    }

    /// Whether the way between a cell and the one on its right is open.
    public func opensEast(of row: Int, _ column: Int) -> Bool {
        column >= 0 && column < columnCount && opensEast[row * columnCount + column]
    }
}
