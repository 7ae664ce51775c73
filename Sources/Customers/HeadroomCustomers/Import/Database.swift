import HeadroomSystem

/// The tables of a company in a PostgreSQL database, copied into a folder of CSV files.
///
/// The tables have the names and columns of the files. `psql` copies them, so that all of its ways of authentication
/// work, and so that memory stays bounded.
package struct Database {
    private let url: String

    /// Maximum time to copy one table, in seconds; a copy writes nothing to standard output.
    private static let longestCopySeconds = 3600

    private let mapping: Mapping

    /// - Parameters:
    ///   - url: in a form that psql accepts: `postgres://user@host/name`, or `dbname=name host=/run/postgresql`.
    ///   - mapping: `file` is the name of the table or view.
    package init(_ url: String, mapping: Mapping = .none) {
        self.url = url
        self.mapping = mapping
    }

    /// Copies the tables, calls a reader with the folder, and removes the folder.
    ///
    /// - Throws: ``CustomersError`` where the database cannot be reached or has none of the tables.
    package func withFolder<Result>(
        _ read: (_ folder: String) throws(CustomersError) -> Result
    ) throws(CustomersError) -> Result {
        try TemporaryFolder.with { (folder) throws(CustomersError) in
            try copy(to: folder)
            return try read(folder)
        }
    }

    private func copy(to folder: String) throws(CustomersError) {
        let names = Table.allCases.map { table in
            let name = mapping[table].file ?? table.rawValue
            return "('\(table.rawValue)', '\(name.replacing("'", with: "''"))')"
        }
        // Text of a regclass is a name with its quotes, and with its schema where that is not on the search path.
        let lines = try psql(
            "select name, to_regclass(place) from (values \(names.joined(separator: ", "))) as tables (name, place) "
                + "where to_regclass(place) is not null"
        ).split(separator: "\n")
        let places = lines.compactMap { line in
            line.firstIndex(of: "|").map { (String(line[..<$0]), String(line[line.index(after: $0)...])) }
        }
        let found = Table.allCases.filter { table in places.contains { $0.0 == table.rawValue } }
        for table in Table.allCases {
            guard let name = mapping[table].file, !found.contains(table) else { continue }
            throw CustomersError("the database has no table \(name), which the mapping names")
        }
        guard found.contains(.subscriptions) || found.contains(.transactions) else {
            throw CustomersError(
                "the database has neither a table subscriptions nor a table transactions on its search path",
                hint: "make views with the names and columns of docs/customers.md"
            )
        }
        for (name, place) in places {
            guard let table = Table(rawValue: name) else { continue }
            _ = try psql(
                "\\copy (select * from \(place)) to '\(folder)/\(table.fileName)' with (format csv, header)"
            )
        }
    }

    /// Output of a command of psql; psql writes the reason of a failure to standard error.
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
                    "check that 'psql URL' works without a prompt; passwords belong in ~/.pgpass or PGPASSWORD. On Debian: "
                    + "apt-get install postgresql-client"
            )
        }
    }
}
