/// Customers as points in a space of standardized traits, row by row.
package struct PointSet: Sendable {
    /// Columns of one trait: one column for a number, and one for each value of a marker.
    struct Trait: Sendable {
        var columns: Range<Int>
        var isNumber: Bool
    }

    package let width: Int
    let traits: [Trait]
    private(set) var values: [Double]

    package var count: Int { width == 0 ? 0 : values.count / width }

    init(width: Int, traits: [Trait], values: [Double]) {
        self.width = width
        self.traits = traits
        self.values = values
    }

    /// Points whose columns are independent numbers.
    package init(width: Int, values: [Double]) {
        self.init(
            width: width,
            traits: (0..<width).map { Trait(columns: $0..<$0 + 1, isNumber: true) },
            values: values
        )
    }

    package subscript(row: Int, column: Int) -> Double {
        get { values[row * width + column] }
        set { values[row * width + column] = newValue }
    }

    package func column(_ column: Int) -> [Double] { (0..<count).map { self[$0, column] } }

    /// The points at these rows.
    func selecting(_ rows: [Int]) -> PointSet {
        var selected: [Double] = []
        selected.reserveCapacity(rows.count * width)
        for row in rows { selected += values[row * width..<(row + 1) * width] }
        return PointSet(width: width, traits: traits, values: selected)
    }

    /// Copies the columns of a trait from other rows.
    mutating func move(_ trait: Trait, from other: PointSet, rows: [Int]) {
        for (row, source) in rows.enumerated() {
            for column in trait.columns { self[row, column] = other[source, column] }
        }
    }
}
