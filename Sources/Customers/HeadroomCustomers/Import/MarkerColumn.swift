/// A text column of customers.csv with few values, such as a segment or an industry.
package struct MarkerColumn: Sendable {
    /// Name as in the file.
    package let name: String
    package private(set) var values: [String] = []
    /// Index of the value of each customer of ``Company/customers``; -1 without a value, and for later customers.
    private var codes: [Int16] = []
    private var places: [String: Int16] = [:]
    /// Whether it has too many values, or numbers, and is not collected any more.
    package private(set) var isDropped = false

    /// Most values of a column that counts as a marker.
    package static let mostValues = 20

    init(name: String) { self.name = name }

    package func value(ofCustomer place: Int) -> String? {
        place < codes.count && codes[place] >= 0 ? values[Int(codes[place])] : nil
    }

    mutating func set(_ value: String?, ofCustomer place: Int) {
        guard !isDropped else { return }
        while codes.count <= place { codes.append(-1) }
        guard let value else { return }
        if places[value] == nil {
            guard values.count < Self.mostValues, DecimalNumber(value) == nil else {
                isDropped = true
                (values, codes, places) = ([], [], [:])
                return
            }
            places[value] = Int16(values.count)
            values.append(value)
        }
        codes[place] = places[value] ?? -1
    }

    /// Whether a column describes the state of a customer at the export, which was not known earlier.
    static func describesLaterState(_ name: String) -> Bool {
        let name = name.lowercased()
        return [
            "status", "state_now", "churn", "cancel", "ended", "delinquent", "reason", "deleted", "active", "last_",
        ]
        .contains { name.contains($0) }
    }
}
