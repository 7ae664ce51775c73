import FoundationEssentials
import TOMLKit

/// The file and column names of a company that differ from Headroom's.
///
///     [subscriptions]
///     file = "billing-export.csv"
///     columns = { subscription_id = "Reference", start = "From" }
///     constants = { currency = "EUR" }
package struct Mapping: Equatable, Sendable {
    package struct File: Codable, Equatable, Sendable {
        /// File name in the folder, or name in the database; nil for Headroom's own.
        var file: String?
        /// Column names in the file, by Headroom's names.
        var columns: [String: String]?
        /// Values of columns that the file does not have, by Headroom's names.
        var constants: [String: String]?
    }

    private let files: [String: File]

    /// A mapping without other names.
    package static let none = Mapping(files: [:])

    private init(files: [String: File]) {
        self.files = files
    }

    /// Reads a mapping from a TOML file.
    ///
    /// - Throws: ``CustomersError`` with the line number where it cannot be parsed.
    package init(path: String) throws(CustomersError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CustomersError("cannot read the mapping \(path)")
        }
        do {
            files = try TOMLDecoder().decode([String: File].self, from: String(decoding: data, as: UTF8.self))
        } catch let error as TOMLParseError {
            throw CustomersError("\(path), line \(error.source.begin.line): \(error.description)")
        } catch {
            throw CustomersError(
                "\(path) is not a mapping: \(error)",
                hint: "docs/customers.md shows one"
            )
        }
        let unknown = files.keys.filter { Table(rawValue: $0) == nil }.sorted()
        guard unknown.isEmpty else {
            throw CustomersError(
                "\(path) has a section [\(unknown[0])], which is not one of the files",
                hint: "its sections are \(Table.allCases.map { "[\($0.rawValue)]" }.joined(separator: ", "))"
            )
        }
    }

    subscript(table: Table) -> File { files[table.rawValue] ?? File() }

    /// The mapping with Headroom's file names.
    package var withoutFiles: Mapping {
        Mapping(files: files.mapValues { File(file: nil, columns: $0.columns, constants: $0.constants) })
    }
}
