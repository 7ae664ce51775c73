import FoundationEssentials
import TOMLKit

/// The names that the files and columns of a company have, where they are other names than Headroom's.
///
///     [subscriptions]
///     file = "billing-export.csv"
///     columns = { subscription_id = "Reference", start = "From" }
///     constants = { currency = "EUR" }
package struct Mapping: Equatable, Sendable {
    package struct File: Codable, Equatable, Sendable {
        /// Its name in the folder; nil for Headroom's own.
        var file: String?
        /// The name of a column in the file, by Headroom's name.
        var columns: [String: String]?
        /// The value of a column that the file does not have, by Headroom's name.
        var constants: [String: String]?
    }

    private let files: [String: File]

    /// No file has another name.
    package static let none = Mapping(files: [:])

    private init(files: [String: File]) {
        self.files = files
    }

    /// Reads a mapping in TOML.
    ///
    /// - Throws: ``CustomersError`` where it cannot be read, with the line.
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
}
