/// The columns of a file, by the names that Headroom has for them.
struct Columns {
    private let places: [String: Int]
    /// Columns that the file names otherwise, with its names.
    let guessed: [String: String]

    /// - Parameters:
    ///   - table: the file that it is, whose columns exports are known to name otherwise; nil where only Headroom's names
    ///     count.
    ///   - required: columns without which nothing can be read.
    /// - Throws: ``CustomersError`` where one of them is missing, or the mapping names a column that is not there.
    init(
        _ reader: CSVReader,
        _ table: Table? = nil,
        required: [String],
        optional: [String] = [],
        mapping: Mapping.File = Mapping.File()
    ) throws(CustomersError) {
        var found: [String: Int] = [:]
        for (place, name) in reader.header.enumerated() where found[Self.normalized(name)] == nil {
            found[Self.normalized(name)] = place
        }
        var places = found
        var guessed: [String: String] = [:]
        for column in required + optional {
            if let named = mapping.columns?[column] {
                guard let place = found[Self.normalized(named)] else {
                    throw CustomersError("\(reader.path) has no column '\(named)', which the mapping names")
                }
                places[column] = place
            } else if found[column] == nil,
                let place = table?.otherNames(of: column).lazy.compactMap({ found[$0] }).first
            {
                places[column] = place
                guessed[column] = reader.header[place]
            }
        }
        let missing = required.filter { places[$0] == nil }
        guard missing.isEmpty else {
            throw CustomersError(
                "\(reader.path) has no column \(missing.joined(separator: ", ")); it has "
                    + reader.header.map { "'\($0)'" }.joined(separator: ", "),
                hint: "name its columns as docs/customers.md does, or name them with --map mapping.toml"
            )
        }
        self.places = places
        self.guessed = guessed
    }

    /// In small letters, with `_` for all else but letters and digits, and without a unit or zone in parentheses:
    /// `Start (UTC)` is `start`.
    private static func normalized(_ name: String) -> String {
        let name = name.prefix { $0 != "(" }.lowercased()
        let words = name.split { !$0.isLetter && !$0.isNumber }
        return words.joined(separator: "_")
    }

    /// The place of a column; nil where the file does not have it.
    func place(_ name: String) -> Int? { places[name] }

    /// The value of a column; nil where the column is missing or empty.
    func value(_ name: String, of row: CSVRow) -> String? {
        guard let place = places[name], !row.isEmpty(place) else { return nil }
        return row[place]
    }
}
