/// The columns of a file by Headroom's names.
struct Columns {
    /// All columns as named in the file.
    private let names: [String]
    private let places: [String: Int]
    /// Columns recognized under other names, with the names in the file.
    let guessed: [String: String]

    /// - Parameters:
    ///   - table: the file's table, whose other column names are recognized; nil to accept Headroom's names only.
    ///   - required: names of the required columns; nil for those of the table.
    ///   - optional: names of further columns; nil for those of the table.
    /// - Throws: ``CustomersError`` where a required column is missing, or the mapping names a column that does not
    ///   exist.
    init(
        _ reader: CSVReader,
        _ table: Table? = nil,
        required: [String]? = nil,
        optional: [String]? = nil,
        mapping: Mapping.File = Mapping.File()
    ) throws(CustomersError) {
        let (required, optional) = (required ?? table?.required ?? [], optional ?? table?.optional ?? [])
        names = reader.header
        var found: [String: Int] = [:]
        for (place, name) in reader.header.enumerated() where found[Self.normalized(name)] == nil {
            found[Self.normalized(name)] = place
        }
        var places = found
        var guessed: [String: String] = [:]
        let form = table.flatMap { ExportForm.of($0, columns: found.keys) }
        for column in required + optional {
            if let named = mapping.columns?[column] {
                guard let place = found[Self.normalized(named)] else {
                    throw CustomersError("\(reader.path) has no column '\(named)', which the mapping names")
                }
                places[column] = place
            } else if let place = form?.names[column]?.lazy.compactMap({ found[$0] }).first {
                places[column] = place
                guessed[column] = reader.header[place]
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
    static func normalized(_ name: String) -> String {
        let name = name.prefix { $0 != "(" }.lowercased()
        let words = name.split { !$0.isLetter && !$0.isNumber }
        return words.joined(separator: "_")
    }

    /// Names and indices of all columns, each once: first those of a table under Headroom's names, then the others in
    /// lower case with `_` for spaces and other marks.
    func names(of table: Table) -> [(name: String, place: Int)] {
        var all: [(name: String, place: Int)] = []
        for name in table.required + table.optional {
            if let place = places[name] { all.append((name, place)) }
        }
        let known = Set(all.map(\.place))
        var taken = Set(all.map(\.name))
        for (place, text) in names.enumerated() where !known.contains(place) {
            let plain = Self.normalized(text)
            let base = plain.isEmpty ? "column_\(place + 1)" : plain
            var (name, number) = (base, 1)
            while !taken.insert(name).inserted { (name, number) = ("\(base)_\(number + 1)", number + 1) }
            all.append((name, place))
        }
        return all
    }

    /// Index of a column; nil where the file does not have it.
    func place(_ name: String) -> Int? { places[name] }

    /// Time zone of times without an offset in a column: UTC where its name has it, as in `Start (UTC)`.
    func zone(of name: String, _ zone: TimeZoneRule) -> TimeZoneRule {
        guard let place = places[name], names[place].uppercased().contains("(UTC)") else { return zone }
        return .utc
    }

    /// Whether a spreadsheet rounded an id, such as `1.23457E+11`.
    func isRounded(_ names: String..., of row: CSVRow) -> Bool {
        names.contains { name in places[name].map { row.isRounded($0) } ?? false }
    }

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
