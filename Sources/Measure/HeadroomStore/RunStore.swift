import FoundationEssentials
import GRDB
import Glibc
package import HeadroomCore
import HeadroomSystem

/// Store of runs: a SQLite file with a write-ahead log, so that several programs can use it at once, and a crash during
/// a write loses only that write.
package struct RunStore: Sendable {
    private let queue: DatabaseQueue
    private let path: String

    /// Opens a store, creating it if necessary.
    package static func open(_ path: String) throws(StoreError) -> RunStore {
        try checkIsFile(path)
        do {
            let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
            try Folder.make(folder)
            // Two processes that create the same store would both create its tables.
            let lock = FolderLock(folder)
            defer { lock.release() }
            var configuration = Configuration()
            configuration.busyMode = .timeout(10)
            configuration.prepareDatabase {
                try $0.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
            }
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            guard try !queue.read(Schema.migrator.hasBeenSuperseded) else { throw Self.isNewer(path) }
            try Schema.migrator.migrate(queue)
            return RunStore(queue: queue, path: path)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Opens a store read-only; its folder need not be writable.
    package static func openToRead(_ path: String) throws(StoreError) -> RunStore {
        guard FileManager.default.fileExists(atPath: path) else {
            throw StoreError("there is no store \(path)", hint: "'headroom run' begins one; --store FILE names another")
        }
        try checkIsFile(path)
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(10)
            let queue = try DatabaseQueue(path: readable(path), configuration: configuration)
            let isKnown = try queue.read { try $0.tableExists(Schema.table) }
            guard isKnown else {
                throw StoreError("\(path) is not a store of headroom's", hint: "name another with --store FILE")
            }
            guard try !queue.read(Schema.migrator.hasBeenSuperseded) else { throw Self.isNewer(path) }
            return RunStore(queue: queue, path: path)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    private static func checkIsFile(_ path: String) throws(StoreError) {
        var isFolder = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder {
            throw StoreError("the store \(path) is a folder", hint: "name a file with --store FILE")
        }
    }

    /// URI or path by which SQLite opens a store read-only.
    ///
    /// With a write-ahead log, SQLite creates a second file next to the store even for readers. If it cannot, the store
    /// is not being written either, and can be read as immutable.
    private static func readable(_ path: String) -> String {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let hasLog = FileManager.default.fileExists(atPath: path + "-wal")
        guard !hasLog, access(folder, W_OK) != 0 else { return path }
        let escaped = path.utf8.map { byte in
            let isPlain =
                byte < 128 && (Character(UnicodeScalar(byte)).isLetter || "/0123456789._-".utf8.contains(byte))
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return "file:\(escaped.joined())?immutable=1"
    }

    private static func isNewer(_ path: String) -> StoreError {
        StoreError(
            "the store \(path) was written by a newer headroom",
            hint: "update headroom, or name another store with --store FILE"
        )
    }

    /// Stores a run, replacing one with the same ID.
    package func keep(_ run: KeptRun) throws(StoreError) {
        do {
            let row = try RunRow(run)
            try queue.write { try row.save($0) }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Summaries of the stored runs, newest first.
    package func summaries() throws(StoreError) -> [KeptRun.Summary] {
        do {
            let texts = try queue.read { try String.fetchAll($0, sql: Schema.summaries) }
            return try texts.map { try JSONDecoder().decode(KeptRun.Summary.self, from: Data($0.utf8)) }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Latest runs of a kind, newest first.
    package func latest(_ kind: SweepDocument.Kind, limit: Int) throws(StoreError) -> [KeptRun] {
        do {
            let rows = try queue.read { database in
                try RunRow.filter(Column("kind") == kind.rawValue)
                    .order(Column("startedAt").desc, Column.rowID.desc).limit(limit).fetchAll(database)
            }
            return try rows.map { try $0.run }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Run by its ID, by an unambiguous prefix of it, or by `last`.
    package func run(named name: String) throws(StoreError) -> KeptRun {
        let rows: [RunRow]
        do {
            rows = try queue.read { database in
                if name == "last" {
                    return try RunRow.order(Column("startedAt").desc, Column.rowID.desc).limit(1).fetchAll(database)
                }
                if let exact = try RunRow.fetchOne(database, key: name) { return [exact] }
                let begins = "substr(id, 1, length(?)) = ?"
                return try RunRow.filter(sql: begins, arguments: [name, name]).limit(2).fetchAll(database)
            }
            if rows.count == 1 { return try rows[0].run }
        } catch {
            throw StoreError(error, path: path)
        }
        throw rows.isEmpty
            ? StoreError("there is no run '\(name)' in \(path)", hint: "'headroom runs' lists what there is")
            : StoreError("several runs begin with '\(name)'", hint: "'headroom runs' lists them: give more of the id")
    }
}
