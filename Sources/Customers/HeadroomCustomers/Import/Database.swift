import FoundationEssentials
import Glibc
import HeadroomSystem

/// The tables of a company in a PostgreSQL database, copied into a folder of CSV files.
///
/// They have the names and columns of the files. `psql` copies them, so that every way of authentication works that it
/// knows, and so that memory stays bounded.
package struct Database {
    private let url: String

    /// Maximum time to copy one table, which writes nothing to standard output.
    private static let longestCopySeconds = 3600

    /// - Parameter url: as psql takes it: `postgres://user@host/name`, or `dbname=name host=/run/postgresql`.
    package init(_ url: String) {
        self.url = url
    }

    /// Copies the tables, calls a reader with the folder, and removes the folder.
    ///
    /// - Throws: ``CustomersError`` where the database cannot be reached or has none of the tables.
    package func withFolder<Result>(
        _ read: (_ folder: String) throws(CustomersError) -> Result
    ) throws(CustomersError) -> Result {
        let root = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        var template = Array("\(root)/headroom-customers-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw CustomersError(
                "no folder can be made in \(root): \(String(cString: strerror(errno)))",
                hint: "name another with TMPDIR"
            )
        }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try copy(to: folder)
        return try read(folder)
    }

    private func copy(to folder: String) throws(CustomersError) {
        let names = Table.allCases.map { "'\($0.rawValue)'" }.joined(separator: ",")
        let found = try psql(
            "select name from unnest(array[\(names)]) name where to_regclass(name) is not null"
        ).split(separator: "\n").compactMap { Table(rawValue: String($0)) }
        guard found.contains(.subscriptions) || found.contains(.transactions) else {
            throw CustomersError(
                "the database has neither a table subscriptions nor a table transactions on its search path",
                hint: "make views with the names and columns of docs/customers.md"
            )
        }
        for table in found {
            _ = try psql(
                "\\copy (select * from \(table.rawValue)) to '\(folder)/\(table.fileName)' with (format csv, header)"
            )
        }
    }

    /// The output of a command of psql, which writes the reason of a failure to standard error.
    private func psql(_ command: String) throws(CustomersError) -> String {
        let arguments = [
            "psql", "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--no-password", "--set=ON_ERROR_STOP=1",
            "--dbname=\(url)", "--command=\(command)",
        ]
        do {
            return String(
                decoding: try ProgramOutput.read(
                    "/usr/bin/env",
                    arguments,
                    longestSilenceSeconds: Self.longestCopySeconds
                ),
                as: UTF8.self
            )
        } catch {
            throw CustomersError(
                "the database cannot be read with psql: \(error.description)",
                hint:
                    "see that 'psql URL' works without a question; passwords belong into ~/.pgpass or PGPASSWORD. On Debian: "
                    + "apt-get install postgresql-client"
            )
        }
    }
}
