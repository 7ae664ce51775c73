import FoundationEssentials
import Glibc

/// The files of a company in a folder, recognized as tables.
package struct CompanyFiles: Sendable {
    package let folder: String
    package let mapping: Mapping
    /// Names of the files of each table that the folder has: one, or the parts of an export.
    private let names: [Table: [String]]
    /// Names of the CSV files that are not recognized as tables, sorted.
    package let others: [String]

    package init(folder: String, mapping: Mapping = .none) {
        self.folder = folder
        self.mapping = mapping
        let found = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        var names: [Table: [String]] = [:]
        for table in Table.allCases {
            let files =
                mapping[table].file.map { Self.files(named: $0, in: folder, among: found) }
                ?? Self.files(of: table, in: folder, among: found, mapping[table])
            if !files.isEmpty { names[table] = files }
        }
        self.names = names
        let read = Set(names.values.joined())
        others = found.filter { $0.lowercased().hasSuffix(".csv") && !read.contains($0) }
    }

    /// The file that a mapping names, or the files where the name has a `*`, as in `orders_export_*.csv`.
    private static func files(named name: String, in folder: String, among found: [String]) -> [String] {
        guard let star = name.firstIndex(of: "*") else {
            return access("\(folder)/\(name)", F_OK) == 0 ? [name] : []
        }
        let (start, end) = (name[..<star], name[name.index(after: star)...])
        let fewest = start.count + end.count
        return inOrder(found.filter { $0.count >= fewest && $0.hasPrefix(start) && $0.hasSuffix(end) })
    }

    /// The parts of an export in the order of their numbers: `orders_export_2.csv` before `orders_export_10.csv`.
    private static func inOrder(_ names: [String]) -> [String] {
        names.sorted { ($0.count, $0) < ($1.count, $1) }
    }

    /// The file with the name of a table, in any case, or those with that of an export: `orders_export_1.csv`.
    ///
    /// A file with the name of an export also needs its columns, since others may have that name. Several files of one
    /// export are its parts where they have the same columns and the ids of their rows, so that no row counts twice.
    private static func files(
        of table: Table,
        in folder: String,
        among found: [String],
        _ mapping: Mapping.File
    ) -> [String] {
        let own = table.fileName
        if let file = found.first(where: { $0 == own }) ?? found.first(where: { $0.lowercased() == own }) {
            return [file]
        }
        for name in table.exportNames {
            let named = inOrder(found.filter { $0.lowercased().hasPrefix(name) && $0.lowercased().hasSuffix(".csv") })
            let opened = named.compactMap { file in
                (try? open("\(folder)/\(file)", table, mapping)).map { (file: file, opened: $0) }
            }
            guard let first = opened.first else { continue }
            guard let id = table.idOfParts, first.opened.columns.place(id) != nil else { return [first.file] }
            let header = Set(first.opened.reader.header)
            return opened.filter { Set($0.opened.reader.header) == header }.map(\.file)
        }
        return []
    }

    /// The tables that the folder has.
    package var tables: [Table] { Table.allCases.filter(has) }

    package func has(_ table: Table) -> Bool { names[table] != nil }

    /// Names of files that the mapping has and the folder does not have.
    var missing: [String] { Table.allCases.filter { !has($0) }.compactMap { mapping[$0].file } }

    /// Name of the file of a table, or of its first part; the expected name where the folder has no such file.
    package func name(of table: Table) -> String { names[table]?.first ?? mapping[table].file ?? table.fileName }

    /// Names of the files of a table: one, or the parts of an export; empty where the folder has none.
    package func parts(of table: Table) -> [String] { names[table] ?? [] }

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
    ///
    /// - Parameter part: name of a part of the table; nil for the first.
    func open(_ table: Table, part: String? = nil) throws(CustomersError) -> Opened {
        try Self.open(part.map { "\(folder)/\($0)" } ?? path(of: table), table, mapping[table])
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
        /// One, or the parts of an export.
        package var files: [String]
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
                    files: parts(of: table),
                    columns: known.filter { ofFile.contains($0.place) }.map { ($0.name, reader.header[$0.place]) },
                    others: ofFile.filter { place in !known.contains { $0.place == place } }.map { reader.header[$0] },
                    constants: constants
                )
            )
        }
        return all
    }
}
