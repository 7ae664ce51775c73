import FoundationEssentials
import GRDB
import Glibc

/// A SQLite file with the tables of a company.
///
/// Each table has the rows of its file as text: Headroom's columns under Headroom's names, and further columns under
/// their own. Two columns of the store are added: `_row`, the number of the row, and `_import`, the number of its import.
/// The rows of the first import have the row numbers of their file; those of later imports follow.
package struct CompanyStore: Sendable {
    package let path: String

    /// SQLite's `application_id` of a store: "HRcu".
    private static let application = 0x4852_6375
    /// Version of the store's format, in SQLite's `user_version`.
    private static let version = 1

    package init(_ path: String) {
        self.path = path
    }

    /// Whether a path is that of an existing file, not of a folder.
    package static func isFile(_ path: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder
    }

    /// Rows of a table that an import added, and earlier rows that it replaced.
    package struct Change: Equatable, Sendable {
        package var table: Table
        package var added = 0
        package var replaced = 0
    }

    // MARK: - Reading

    /// Writes the tables as files into a temporary folder, calls a function with the folder, and removes it.
    ///
    /// - Throws: ``CustomersError`` where the file is not a store, or is damaged.
    package func withFolder<Result>(
        _ read: (_ folder: String) throws(CustomersError) -> Result
    ) throws(CustomersError) -> Result {
        try TemporaryFolder.with { (folder) throws(CustomersError) in
            try writeFiles(to: folder)
            return try read(folder)
        }
    }

    private func writeFiles(to folder: String) throws(CustomersError) {
        do {
            do {
                try writeFiles(to: folder, readOnly: true)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_READONLY {
                // After an interrupted import, only a connection that may write restores the state before it.
                try writeFiles(to: folder, readOnly: false)
            }
        } catch {
            throw failure(error)
        }
    }

    private func writeFiles(to folder: String, readOnly: Bool) throws {
        var configuration = Configuration()
        configuration.readonly = readOnly
        configuration.busyMode = .timeout(10)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.read { database in
            guard try isStore(database) else { throw notAStore }
            for table in Table.allCases where try database.tableExists(table.rawValue) {
                try writeFile(of: table, to: "\(folder)/\(table.fileName)", database)
            }
        }
    }

    private func writeFile(of table: Table, to file: String, _ database: GRDB.Database) throws {
        let columns = try database.columns(in: table.rawValue).map(\.name).filter { !Self.own.contains($0) }
        let writer = try CSVWriter(path: file)
        for (index, column) in columns.enumerated() { writer.append(column, isFirst: index == 0) }
        try writer.endRow()
        let names = ([Self.rowColumn] + columns).map(\.quotedDatabaseIdentifier).joined(separator: ", ")
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT \(names) FROM \(table.rawValue) ORDER BY \(Self.rowColumn)"
        )
        while let row = try rows.next() {
            try writer.skip(to: row[0])
            for index in 1...columns.count {
                try row.withUnsafeData(atIndex: index) { data in
                    guard let data else { return writer.append("", isFirst: index == 1) }
                    data.withUnsafeBytes { writer.append($0.assumingMemoryBound(to: UInt8.self), isFirst: index == 1) }
                }
            }
            try writer.endRow()
        }
        try writer.finish()
    }

    // MARK: - Writing

    /// Adds the rows of files in one transaction: a row replaces the rows of earlier imports with the same key.
    ///
    /// - Throws: ``CustomersError`` where a file cannot be read, or the path is not a store or cannot be written; the store
    ///   is then unchanged.
    package func add(_ files: CompanyFiles) throws(CustomersError) -> [Change] {
        let isNew = access(path, F_OK) != 0
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(10)
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            return try queue.write { database in
                let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
                if isEmpty {
                    try database.execute(sql: "PRAGMA application_id = \(Self.application)")
                    try database.execute(sql: "PRAGMA user_version = \(Self.version)")
                    try database.execute(sql: Self.importTable)
                }
                guard try isStore(database) else { throw notAStore }
                let number = try (Int.fetchOne(database, sql: "SELECT max(number) FROM import") ?? 0) + 1
                return try files.tables.map { try add($0, of: files, import: number, database) }
            }
        } catch {
            if isNew { for suffix in ["", "-journal"] { unlink(path + suffix) } }
            throw failure(error)
        }
    }

    private func add(
        _ table: Table,
        of files: CompanyFiles,
        import number: Int,
        _ database: GRDB.Database
    ) throws -> Change {
        var change = Change(table: table)
        var (before, columns): (Int?, [String]) = (nil, [])
        for part in files.parts(of: table) {
            let opened = try files.open(table, part: part)
            let names = opened.columns.names(of: table)
            try makeTable(table, names.map(\.name), database)
            let last = try Int.fetchOne(database, sql: "SELECT max(\(Self.rowColumn)) FROM \(table.rawValue)") ?? 0
            if before == nil { (before, columns) = (last, names.map(\.name)) }
            change.added += try insert(opened.reader, names, after: last, table, import: number, database)
        }
        if before ?? 0 > 0 { change.replaced = try removeEarlier(table, import: number, columns, database) }
        try database.execute(
            sql: "INSERT INTO import VALUES (?, ?, ?, ?, ?)",
            arguments: [
                number, table.rawValue, files.parts(of: table).joined(separator: ", "), change.added, change.replaced,
            ]
        )
        return change
    }

    /// Inserts the rows of a file, whose numbers follow the last one of the table.
    ///
    /// - Returns: the number of rows.
    private func insert(
        _ reader: CSVReader,
        _ columns: [(name: String, place: Int)],
        after last: Int,
        _ table: Table,
        import number: Int,
        _ database: GRDB.Database
    ) throws -> Int {
        let list = (Self.own + columns.map(\.name)).map(\.quotedDatabaseIdentifier).joined(separator: ", ")
        let marks = [String](repeating: "?", count: columns.count + 2).joined(separator: ", ")
        let insert = try database.makeStatement(sql: "INSERT INTO \(table.rawValue) (\(list)) VALUES (\(marks))")
        var count = 0
        while try reader.next() {
            let row = reader.row
            var values: [(any DatabaseValueConvertible)?] = [last + row.number, number]
            for column in columns { values.append(row.isEmpty(column.place) ? nil : row[column.place]) }
            try insert.execute(arguments: StatementArguments(values))
            count += 1
        }
        return count
    }

    /// Creates a table, or adds its missing columns.
    private func makeTable(_ table: Table, _ columns: [String], _ database: GRDB.Database) throws {
        if try !database.tableExists(table.rawValue) {
            try database.create(table: table.rawValue) { made in
                made.column(Self.rowColumn, .integer).primaryKey()
                made.column(Self.importColumn, .integer).notNull()
                for column in columns { made.column(column, .text) }
            }
            return
        }
        let known = Set(try database.columns(in: table.rawValue).map { $0.name.lowercased() })
        let new = columns.filter { !known.contains($0.lowercased()) }
        guard !new.isEmpty else { return }
        try database.alter(table: table.rawValue) { changed in
            for column in new { changed.add(column: column, .text) }
        }
    }

    /// Removes the rows of earlier imports with the key of a row of this import.
    ///
    /// - Returns: the number of removed rows.
    private func removeEarlier(
        _ table: Table,
        import number: Int,
        _ columns: [String],
        _ database: GRDB.Database
    ) throws -> Int {
        let key = Self.key(table, columns)
        let name = table.rawValue
        try database.execute(sql: "CREATE INDEX IF NOT EXISTS \(name)_key ON \(name) (\(key))")
        try database.execute(
            sql: """
                DELETE FROM \(name) WHERE \(Self.importColumn) < ? AND (\(key)) IN \
                (SELECT \(key) FROM \(name) WHERE \(Self.importColumn) = ?)
                """,
            arguments: [number, number]
        )
        return database.changesCount
    }

    /// SQL expressions of the key of a row.
    ///
    /// Empty values are equal; the key of transactions without ids is the customer and the date.
    private static func key(_ table: Table, _ columns: [String]) -> String {
        let names = table.key(of: columns).map(\.quotedDatabaseIdentifier)
        guard table == .transactions else { return names.map { "COALESCE(\($0), '')" }.joined(separator: ", ") }
        let day = #""customer_id" || ' ' || "date""#
        return "COALESCE(\(columns.contains("transaction_id") ? #""transaction_id", "# : "")\(day), '')"
    }

    private static let rowColumn = "_row"
    private static let importColumn = "_import"
    private static let own = [rowColumn, importColumn]
    private static let importTable = """
        CREATE TABLE import (number INTEGER NOT NULL, name TEXT NOT NULL, file TEXT NOT NULL, added INTEGER NOT NULL, \
        replaced INTEGER NOT NULL)
        """

    // MARK: - Errors

    /// Whether the file is a store.
    ///
    /// - Throws: ``CustomersError`` where a newer version of Headroom wrote it.
    private func isStore(_ database: GRDB.Database) throws -> Bool {
        guard try Int.fetchOne(database, sql: "PRAGMA application_id") == Self.application else { return false }
        guard try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0 <= Self.version else {
            throw CustomersError("\(path) was written by a newer headroom", hint: "update headroom")
        }
        return true
    }

    private var notAStore: CustomersError {
        CustomersError(
            "\(path) is a database of another program, or empty",
            hint: "'headroom customers import FOLDER --store FILE' writes a file that can be read here"
        )
    }

    private func failure(_ error: any Error) -> CustomersError {
        if let error = error as? CustomersError { return error }
        guard let error = error as? DatabaseError else { return CustomersError("\(path) cannot be used: \(error)") }
        return switch error.resultCode {
        case .SQLITE_NOTADB:
            CustomersError(
                "\(path) is neither a folder nor a store",
                hint: "name a folder of CSV files, or a file that 'headroom customers import' wrote"
            )
        case .SQLITE_CORRUPT:
            CustomersError("the store \(path) is damaged", hint: "move it away, and import the files again")
        case .SQLITE_READONLY: CustomersError("the store \(path) may not be written")
        case .SQLITE_CANTOPEN:
            CustomersError(
                "the store \(path) cannot be opened",
                hint: "check that its folder exists and may be written"
            )
        case .SQLITE_FULL, .SQLITE_IOERR:
            CustomersError(
                "the store \(path) cannot be written: \(error.message ?? "the disk is full or broken")",
                hint: "the store is unchanged"
            )
        case .SQLITE_BUSY:
            CustomersError(
                "the store \(path) is in use by another program",
                hint: "try again when that program has ended"
            )
        default: CustomersError("\(path) cannot be used: \(error.message ?? "\(error)")")
        }
    }
}
