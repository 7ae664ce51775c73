package import HeadroomDisplay
import HeadroomFormat

/// The recognized files and columns of a company, as text and as a mapping.
package struct ImportReport: Sendable {
    private let tables: [CompanyFiles.Recognized]
    private let others: [String]

    /// - Throws: ``CustomersError`` where a file cannot be read, or no file is recognized.
    package init(_ files: CompanyFiles) throws(CustomersError) {
        tables = try files.recognized()
        others = files.others
        guard !tables.isEmpty else {
            throw CustomersError(
                "no file of \(files.folder) is recognized",
                hint: "docs/customers.md lists the names of the files; --map takes other names"
            )
        }
    }

    /// Lines for each table: its columns, constants and other columns; then the files that are not recognized.
    package func terminal(width: Int, style: TerminalStyle) -> String {
        var lines = [style.apply(.bold, "Files")]
        func add(_ text: String) { lines += TerminalText.wrap(text, width: width - 4).map { "    " + $0 } }
        for table in tables {
            let verb = table.files.count == 1 ? "holds" : "hold"
            lines.append("  \(table.files.joined(separator: ", ")) \(verb) \(table.table.rawValue)")
            add("columns: " + table.columns.map { Self.text(of: $0) }.joined(separator: ", "))
            if !table.constants.isEmpty {
                let values = table.constants.sorted { $0.key < $1.key }.map { "\($0.key) = '\($0.value)'" }
                add("for every row: " + values.joined(separator: ", "))
            }
            if !table.others.isEmpty {
                // Other columns of customers.csv are markers of customers.
                let isMarkers = table.table == .customers
                add((isMarkers ? "markers: " : "not used: ") + table.others.joined(separator: ", "))
            }
        }
        if !others.isEmpty { lines.append("  not recognized: " + others.joined(separator: ", ")) }
        return lines.map(style.plain).joined(separator: "\n") + "\n"
    }

    private static func text(of column: (name: String, inFile: String)) -> String {
        column.inFile.lowercased() == column.name ? column.name : "\(column.name) = '\(column.inFile)'"
    }

    /// Mapping that leads to the same tables, in TOML.
    package var mapping: String {
        tables.map { table in
            var lines = ["[\(table.table.rawValue)]", "file = \(Self.quoted(Self.pattern(of: table.files)))"]
            lines += ["[\(table.table.rawValue).columns]"]
            lines += table.columns.map { "\($0.name) = \(Self.quoted($0.inFile))" }
            if !table.constants.isEmpty {
                lines.append("[\(table.table.rawValue).constants]")
                lines += table.constants.sorted { $0.key < $1.key }.map { "\($0.key) = \(Self.quoted($0.value))" }
            }
            return lines.joined(separator: "\n") + "\n"
        }.joined(separator: "\n")
    }

    /// Name of a file, or a name with a `*` for several.
    private static func pattern(of files: [String]) -> String {
        guard let first = files.first, files.count > 1 else { return files.first ?? "" }
        let start = files.reduce(first) { String(zip($0, $1).prefix { $0 == $1 }.map(\.0)) }
        return "\(start)*\(first.suffix(4))"
    }

    /// Text as a basic string of TOML.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case _ where scalar.value < 32 || scalar.value == 127:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension CompanyStore {
    /// One sentence for each table that an import changed.
    package func sentences(on changes: [Change]) -> [String] {
        changes.map { change in
            let rows = change.added == 1 ? "1 row" : "\(Format.count(change.added)) rows"
            let replaced = change.replaced == 1 ? "1 earlier row" : "\(Format.count(change.replaced)) earlier rows"
            return "\(path): \(rows) of \(change.table.rawValue)"
                + (change.replaced > 0 ? ", which replace \(replaced)" : "")
        }
    }
}
