/// The columns of a file, by the names that Headroom has for them.
struct Columns {
    private let places: [String: Int]

    /// - Parameters:
    ///   - required: columns without which the file says nothing.
    /// - Throws: ``CustomersError`` where one of them is missing.
    init(_ reader: CSVReader, required: [String]) throws(CustomersError) {
        var places: [String: Int] = [:]
        for (place, name) in reader.header.enumerated() where places[Self.normalized(name)] == nil {
            places[Self.normalized(name)] = place
        }
        let missing = required.filter { places[$0] == nil }
        guard missing.isEmpty else {
            throw CustomersError(
                "\(reader.path) has no column \(missing.joined(separator: ", ")); it has "
                    + reader.header.map { "'\($0)'" }.joined(separator: ", "),
                hint: "name its columns as docs/customers.md does"
            )
        }
        self.places = places
    }

    /// In small letters, with `_` for spaces: `Customer ID` is `customer_id`.
    private static func normalized(_ name: String) -> String {
        String(name.lowercased().map { $0 == " " || $0 == "-" ? "_" : $0 })
    }

    /// The place of a column; nil where the file does not have it.
    func place(_ name: String) -> Int? { places[name] }

    /// The value of a column; nil where the column is missing or empty.
    func value(_ name: String, of row: CSVRow) -> String? {
        guard let place = places[name], !row.isEmpty(place) else { return nil }
        return row[place]
    }
}
