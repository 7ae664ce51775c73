import FoundationEssentials
import Glibc

/// The files of a company in a folder, recognized as tables.
package struct CompanyFiles: Sendable {
    package let folder: String
    package let mapping: Mapping
    /// Name of the file of each table that the folder has.
    private let names: [Table: String]
    /// Names of the CSV files that are none of the tables, sorted.
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
                names[table] =
                    table.fileNames.lazy.compactMap { name in
                        found.first { $0 == name } ?? found.first { $0.lowercased() == name }
                    }.first
            }
        }
        self.names = names
        others = found.filter { $0.lowercased().hasSuffix(".csv") && !names.values.contains($0) }
    }

    /// The tables that the folder has.
    package var tables: [Table] { Table.allCases.filter(has) }

    package func has(_ table: Table) -> Bool { names[table] != nil }

    /// Name of the file of a table; the one to expect where there is none.
    package func name(of table: Table) -> String { names[table] ?? mapping[table].file ?? table.fileName }

    package func path(of table: Table) -> String { "\(folder)/\(name(of: table))" }

    /// Opens the file of a table and finds its columns.
    ///
    /// - Throws: ``CustomersError`` where the file cannot be read, or has not the columns that are required.
    func open(_ table: Table) throws(CustomersError) -> (reader: CSVReader, columns: Columns) {
        let reader = try CSVReader(path: path(of: table), constants: mapping[table].constants ?? [:])
        return (reader, try Columns(reader, table, mapping: mapping[table]))
    }

    /// How the file of a table was recognized.
    package struct Recognized: Sendable {
        package var table: Table
        package var file: String
        /// Headroom's columns with the names that the file has for them, in Headroom's order.
        package var columns: [(name: String, inFile: String)]
        /// Columns of the file that are none of Headroom's.
        package var others: [String]
        /// Values of columns that the file does not have.
        package var constants: [String: String]
    }

    /// - Throws: ``CustomersError`` where a file cannot be read, or has not the columns that are required.
    package func recognized() throws(CustomersError) -> [Recognized] {
        var all: [Recognized] = []
        for table in tables {
            let (reader, columns) = try open(table)
            let constants = mapping[table].constants ?? [:]
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
