/// A column of customers.csv with few values, such as a segment, an industry or a region.
package struct MarkerColumn: Sendable {
    /// Name as in the file.
    package let name: String
    package private(set) var values: [String] = []
    /// Index of the value of each customer, by index in ``Company/customers``; -1 without a value; later customers have
    /// no entry.
    private var codes: [Int16] = []
    private var places: [String: Int16] = [:]
    /// Whether the column has too many values and is no longer collected.
    package private(set) var isDropped = false
    private var hasNumbers = false

    /// Largest number of values of a collected column; regions of experiments may have as many.
    private static let mostValues = 1000
    /// Largest number of values of a marker.
    private static let mostOfMarker = 20

    /// Whether the column is a marker: a text with few values.
    package var isMarker: Bool { !hasNumbers && (2...Self.mostOfMarker).contains(values.count) }

    init(name: String) { self.name = name }

    package func value(ofCustomer place: Int) -> String? {
        place < codes.count && codes[place] >= 0 ? values[Int(codes[place])] : nil
    }

    mutating func set(_ value: String?, ofCustomer place: Int) {
        guard !isDropped else { return }
        while codes.count <= place { codes.append(-1) }
        guard let value else { return }
        if places[value] == nil {
            hasNumbers = hasNumbers || Double(value) != nil
            guard values.count < Self.mostValues else {
                isDropped = true
                (values, codes, places) = ([], [], [:])
                return
            }
            places[value] = Int16(values.count)
            values.append(value)
        }
        codes[place] = places[value] ?? -1
    }

    /// Whether a column describes the state at the export, which was not known earlier.
    static func describesLaterState(_ name: String) -> Bool {
        let name = Columns.normalized(name)
        return laterWords.contains(where: name.contains) || !laterNames.isDisjoint(with: name.split(separator: "_"))
    }

    /// Parts of the names of such columns, in the form of ``Columns/normalized(_:)``.
    private static let laterWords = [
        "status", "state_now", "churn", "cancel", "ended", "delinquent", "reason", "deleted", "active", "last_",
        "current_period", "total_spent", "total_orders", "lifetime_value",
    ]
    /// Whole words of their names; the amounts of ChartMogul's and Stripe's exports of customers.
    private static let laterNames: Set<Substring> = ["mrr", "arr", "ltv", "clv", "balance"]
}
