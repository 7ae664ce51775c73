import Glibc

/// Detects whether a trial changed files of the user's project.
package struct ProjectSnapshot: Sendable {
    private struct Stamp: Equatable {
        var bytes: Int
        var changedSeconds: Int
        var changedNanoseconds: Int
    }

    private let folder: String
    private let files: [String: Stamp]
    /// Absolute paths of the files and folders that Headroom itself writes during trials.
    private let ownPaths: Set<String>
    /// Whether the folder has more files than are checked.
    private let isPartial: Bool

    /// Maximum number of files to check: a data set in the project must not delay a sweep.
    private static let maximumFiles = 20_000

    /// Examines every file below `folder` except hidden ones, Python's caches and targets of links.
    ///
    /// - Parameter ownPaths: paths that Headroom itself writes during trials, such as its store, logs and exports.
    package init(folder: String, ownPaths: [String] = []) {
        self.init(folder: folder, absolute: Set(ownPaths.flatMap(Self.names)))
    }

    private init(folder: String, absolute: Set<String>) {
        self.folder = folder
        ownPaths = absolute
        var files: [String: Stamp] = [:]
        isPartial = !Self.scan(Self.resolved(folder), "", absolute, &files)
        self.files = files
    }

    /// Path itself, and the files that SQLite keeps next to a store.
    private static func names(of path: String) -> [String] {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let name = path[(slash.map { path.index(after: $0) } ?? path.startIndex)...]
        return ["", "-wal", "-shm", "-journal"].map { "\(resolved(folder))/\(name)\($0)" }
    }

    /// Path of a folder without links and dots; unchanged where it does not exist.
    private static func resolved(_ folder: String) -> String {
        guard let path = realpath(folder, nil) else { return folder }
        defer { free(path) }
        return String(cString: path)
    }

    /// New or changed files, in order; nil where there are too many to check.
    package func changes() -> [String]? {
        let now = ProjectSnapshot(folder: folder, absolute: ownPaths)
        guard !isPartial, !now.isPartial else { return nil }
        return now.files.filter { files[$0.key] != $0.value }.map(\.key).sorted()
    }

    /// - Returns: false where there were too many.
    private static func scan(
        _ folder: String,
        _ prefix: String,
        _ ownPaths: Set<String>,
        _ files: inout [String: Stamp]
    ) -> Bool {
        guard let directory = opendir(folder) else { return true }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasPrefix(".") || name == "__pycache__" || ownPaths.contains("\(folder)/\(name)") { continue }
            var status = stat()
            guard lstat("\(folder)/\(name)", &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: if !scan("\(folder)/\(name)", "\(prefix)\(name)/", ownPaths, &files) { return false }
            case S_IFREG where !isOurs(status):
                if files.count >= maximumFiles { return false }
                files["\(prefix)\(name)"] = Stamp(
                    bytes: Int(status.st_size),
                    changedSeconds: status.st_mtim.tv_sec,
                    changedNanoseconds: status.st_mtim.tv_nsec
                )
            default: break
            }
        }
        return true
    }

    /// Whether it is the file that Headroom's own output goes to, which changes without a trial.
    private static func isOurs(_ file: stat) -> Bool {
        [STDOUT_FILENO, STDERR_FILENO].contains { descriptor in
            var status = stat()
            return fstat(descriptor, &status) == 0 && status.st_ino == file.st_ino && status.st_dev == file.st_dev
        }
    }
}
