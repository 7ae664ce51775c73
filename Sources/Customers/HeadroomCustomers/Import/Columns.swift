/// The columns of a file by Headroom's names.
struct Columns {
    private let places: [String: Int]
    /// Columns recognized under other names, with the names in the file.
    let guessed: [String: String]

    /// - Parameters:
    ///   - table: the file's table, whose other column names are recognized; nil to accept Headroom's names only.
    ///   - required: names of the required columns.
    /// - Throws: ``CustomersError`` where a required column is missing, or the mapping names a column that does not
    ///   exist.
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

    /// Lower case, with `_` for other characters than letters and digits, and without a unit or zone in parentheses:
    /// `Start (UTC)` becomes `start`.
    private static func normalized(_ name: String) -> String {
        let name = name.prefix { $0 != "(" }.lowercased()
        let words = name.split { !$0.isLetter && !$0.isNumber }
        return words.joined(separator: "_")
    }

    /// Index of a column; nil where the file does not have it.
    func place(_ name: String) -> Int? { places[name] }

    /// Value of a column; nil where the column is missing or empty.
    func value(_ name: String, of row: CSVRow) -> String? {
        guard let place = places[name], !row.isEmpty(place) else { return nil }
        return row[place]
    }

    /// Columns of the file other than these, by their names in it.
    func others(of reader: CSVReader, than names: [String]) -> [(name: String, place: Int)] {
        let used = Set(names.compactMap { places[$0] })
        return reader.header.enumerated().filter { !used.contains($0.offset) && !$0.element.isEmpty }
            .map { ($0.element, $0.offset) }
    }
}
