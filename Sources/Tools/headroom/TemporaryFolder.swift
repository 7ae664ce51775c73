import FoundationEssentials
import Glibc
import HeadroomCommandLine
import HeadroomSystem

/// Temporary folder for the trials of one run, deleted after it.
///
/// A file in it is locked while the process lives. The folder of a killed process is removed by a later process that
/// can acquire the lock.
struct TemporaryFolder {
    let path: String
    let name: String

    private static let prefix = "headroom-"
    private static let lockName = "lock"

    /// The path must be short, since it is part of the path of a Unix socket.
    init() throws {
        let named = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        let base = named.utf8.count > 60 ? "/tmp" : named
        name = String(UInt64.random(in: .min ... .max), radix: 36)
        path = "\(base)/\(Self.prefix)\(name)"
        Self.removeForsaken(in: base)
        do {
            try Folder.make(path)
        } catch {
            throw CommandFailure("\(error)", hint: "Set TMPDIR to a folder that can be written.")
        }
        Self.lock(path)
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Locks a folder until this process ends in any way.
    ///
    /// The lock file is renamed once it is locked, so that no other process finds it unlocked in between.
    private static func lock(_ folder: String) {
        let unnamed = "\(folder)/\(lockName).new"
        let file = open(unnamed, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0, flock(file, LOCK_EX | LOCK_NB) == 0 else { return }
        rename(unnamed, "\(folder)/\(lockName)")
    }

    /// Removes folders whose processes ended without removing them.
    private static func removeForsaken(in base: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
        for name in names where name.hasPrefix(prefix) {
            let folder = "\(base)/\(name)"
            var status = stat()
            guard lstat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == getuid() else {
                continue
            }
            // A folder without a lock file belongs to another program, or was just created.
            let file = open("\(folder)/\(lockName)", O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
            guard file >= 0 else { continue }
            if flock(file, LOCK_EX | LOCK_NB) == 0 { try? FileManager.default.removeItem(atPath: folder) }
            close(file)
        }
    }
}
