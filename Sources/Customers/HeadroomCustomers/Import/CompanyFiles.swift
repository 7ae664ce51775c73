import FoundationEssentials
import Glibc

/// The files of a company in a folder, recognized as tables.
package struct CompanyFiles: Sendable {
    package let folder: String
    package let mapping: Mapping
    /// Name of the file of each table that the folder has.
    private let names: [Table: String]
    /// Names of the CSV files that are not recognized as tables, sorted.
    package let others: [String]

    package init(folder: String, mapping: Mapping = .none) {
        self.folder = folder
        self.mapping = mapping
        let found = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        var names: [Table: String] = [:]
        for table in Table.allCases {
            if let named = mapping[table].file {
                if access("\(folder)/\(named)", F_OK) == 0 { names[table] = named }
            } else {
                names[table] = Self.file(of: table, in: folder, among: found, mapping[table])
            }
        }
        self.names = names
        others = found.filter { $0.lowercased().hasSuffix(".csv") && !names.values.contains($0) }
    }

    /// The file with the name of a table, in any case, or with that of an export: `orders_export_1.csv`.
    ///
    /// A file with the name of an export also needs its columns, since others may have that name.
    private static func file(
        of table: Table,
        in folder: String,
        among found: [String],
        _ mapping: Mapping.File
    ) -> String? {
        let own = table.fileName
        if let file = found.first(where: { $0 == own }) ?? found.first(where: { $0.lowercased() == own }) {
            return file
        }
        for name in table.exportNames {
            let file = found.first {
                $0.lowercased().hasPrefix(name) && $0.lowercased().hasSuffix(".csv")
                    && (try? open("\(folder)/\($0)", table, mapping)) != nil
            }
            if let file { return file }
        }
        return nil
    }

    /// The tables that the folder has.
    package var tables: [Table] { Table.allCases.filter(has) }

    package func has(_ table: Table) -> Bool { names[table] != nil }

    /// Names of files that the mapping has and the folder does not have.
    var missing: [String] { Table.allCases.filter { !has($0) }.compactMap { mapping[$0].file } }

    /// Name of the file of a table; the expected name where the folder has no such file.
    package func name(of table: Table) -> String { names[table] ?? mapping[table].file ?? table.fileName }

    package func path(of table: Table) -> String { "\(folder)/\(name(of: table))" }

    /// An open file with its header read.
    struct Opened {
        var reader: CSVReader
        var columns: Columns
        /// Values of columns that the file does not have.
        var constants: [String: String]
    }

    /// Largest number of lines with a title or comments above a header.
    private static let mostTitleLines = 20

    /// Opens the file of a table and finds its columns.
    ///
    /// Lines above the header, such as the title of a report and comments, are skipped.
    ///
    /// - Throws: ``CustomersError`` where the file cannot be read, or a required column is missing.
    func open(_ table: Table) throws(CustomersError) -> Opened {
        try Self.open(path(of: table), table, mapping[table])
    }

    private static func open(
        _ path: String,
        _ table: Table,
        _ mapping: Mapping.File
    ) throws(CustomersError) -> Opened {
        var closest: (columns: Int, error: CustomersError)?
        for skipped in 0...mostTitleLines {
            var constants = mapping.constants ?? [:]
            var reader: CSVReader
            do {
                reader = try CSVReader(path: path, constants: constants, skippedLines: skipped)
                let names = reader.header.map(Columns.normalized)
                let added = ExportForm.of(table, columns: names)?.constants.filter { !names.contains($0.key) } ?? [:]
                if !added.isEmpty {
                    constants.merge(added) { named, _ in named }
                    reader = try CSVReader(path: path, constants: constants, skippedLines: skipped)
                }
            } catch {
                throw closest?.error ?? error
            }
            do {
                let columns = try Columns(reader, table, mapping: mapping)
                return Opened(reader: reader, columns: columns, constants: constants)
            } catch {
                if reader.header.count > closest?.columns ?? 0 { closest = (reader.header.count, error) }
            }
        }
        throw closest?.error ?? CustomersError("\(path) has no header")
    }

    /// Recognized file of a table.
    package struct Recognized: Sendable {
        package var table: Table
        package var file: String
        /// Headroom's column names with those of the file, in Headroom's order.
        package var columns: [(name: String, inFile: String)]
        /// Columns of the file other than Headroom's.
        package var others: [String]
        /// Values of columns that the file does not have.
        package var constants: [String: String]
    }

    /// The files of all tables that the folder has.
    ///
    /// - Throws: ``CustomersError`` where a file cannot be read, or a required column is missing.
    package func recognized() throws(CustomersError) -> [Recognized] {
        if let name = missing.first { throw CustomersError("there is no \(folder)/\(name), which the mapping names") }
        var all: [Recognized] = []
        for table in tables {
            let opened = try open(table)
            let (reader, columns, constants) = (opened.reader, opened.columns, opened.constants)
            let known = (table.required + table.optional).compactMap { name in
                columns.place(name).map { (name: name, place: $0) }
            }
            let ofFile = reader.header.indices.dropLast(constants.count)
            all.append(
                Recognized(
                    table: table,
                    file: name(of: table),
                    columns: known.filter { ofFile.contains($0.place) }.map { ($0.name, reader.header[$0.place]) },
                    others: ofFile.filter { place in !known.contains { $0.place == place } }.map { reader.header[$0] },
                    constants: constants
                )
            )
        }
        return all
    }
}
