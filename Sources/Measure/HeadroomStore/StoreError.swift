import GRDB
import HeadroomCore
import HeadroomSystem

/// Reason why a store cannot be used, and a suggested fix.
package struct StoreError: Error, Equatable, CustomStringConvertible, Sendable {
    package let message: String
    package let hint: String
    /// Whether it may be temporary, such as a full disk or a store locked by another program.
    package var isTemporary = false

    package var description: String { "\(message)\n  \(hint)" }

    init(_ message: String, hint: String) {
        self.message = message
        self.hint = hint
    }

    /// Converts an error of SQLite.
    init(_ error: any Error, path: String) {
        if let folder = error as? FileFailure {
            self.init(
                "the store \(path) cannot be made: \(folder)",
                hint: "name another with --store FILE, or set HEADROOM_STORE"
            )
            return
        }
        if let error = error as? SweepDocument.UnknownSchema {
            self.init(
                "a run in the store \(path) cannot be read: \(error)",
                hint: "update headroom, or name another store with --store FILE"
            )
            return
        }
        if error is DecodingError {
            self.init(
                "a run in the store \(path) cannot be read: it is damaged, or of another version of headroom",
                hint: "move the store away, and a new one is begun; 'sqlite3 \(path) .recover' saves what can be read"
            )
            return
        }
        guard let error = error as? DatabaseError else {
            self =
                error as? StoreError
                ?? StoreError("the store \(path) cannot be used: \(error)", hint: "name another with --store FILE")
            return
        }
        switch error.resultCode {
        case .SQLITE_NOTADB, .SQLITE_CORRUPT:
            self.init(
                "the store \(path) is damaged, or is not a store: \(error.message ?? "")",
                hint: "move it away, and a new one is begun; 'sqlite3 \(path) .recover' saves what can be read"
            )
        case .SQLITE_READONLY:
            self.init("the store \(path) is read-only", hint: "see who may write it, or name another with --store FILE")
        case .SQLITE_CANTOPEN:
            self.init(
                "the store \(path) cannot be opened",
                hint: "see that its folder is there and may be written, or name another with --store FILE"
            )
        case .SQLITE_FULL, .SQLITE_IOERR:
            self.init(
                "the store \(path) cannot be written: \(error.message ?? "the disk is full or broken")",
                hint: "see that its disk is not full; what was kept before is still there"
            )
            isTemporary = true
        case .SQLITE_BUSY:
            self.init("the store \(path) is held by another program", hint: "see who has it open, and try again")
            isTemporary = true
        default:
            self.init("the store \(path) cannot be used: \(error)", hint: "name another with --store FILE")
        }
    }
}
