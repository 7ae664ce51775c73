import FoundationEssentials
import GRDB
import HeadroomCore

/// Tables of a store, as migrations: a migration is never changed, but followed by another.
enum Schema {
    static let table = "run"
    static let summaries = "SELECT summary FROM run ORDER BY startedAt DESC, rowid DESC"

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 runs") { database in
            try database.create(table: table) { table in
                table.primaryKey("id", .text)
                table.column("startedAt", .text).notNull().indexed()
                table.column("kind", .text).notNull()
                table.column("user", .text).notNull()
                table.column("host", .text).notNull()
                table.column("job", .text)
                // Data of lists and surveys, as JSON, so that they need not read the documents.
                table.column("summary", .text).notNull()
                table.column("document", .text).notNull()
            }
        }
        return migrator
    }
}

/// Row of a run.
struct RunRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = Schema.table

    var id: String
    var startedAt: String
    var kind: String
    var user: String
    var host: String
    var job: String?
    var summary: String
    var document: String

    init(_ run: KeptRun) throws {
        let encoder = JSONEncoder()
        id = run.id
        startedAt = run.document.startedAt
        kind = run.document.kind.rawValue
        user = run.origin.user
        host = run.origin.host
        job = run.origin.job
        summary = String(decoding: try encoder.encode(run.summary), as: UTF8.self)
        document = String(decoding: try encoder.encode(run.document), as: UTF8.self)
    }

    var run: KeptRun {
        get throws {
            var kept = try JSONDecoder().decode(SweepDocument.self, from: Data(document.utf8))
            // The column is older than the field of the document: documents without the field take it from the column.
            if let kind = SweepDocument.Kind(rawValue: kind) { kept.kind = kind }
            return KeptRun(origin: Origin(user: user, host: host, job: job), document: kept)
        }
    }
}
