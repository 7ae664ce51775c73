import Glibc

/// Sees whether a trial changed files of its user's project.
package struct WorkingTree: Sendable {
    private struct Stamp: Equatable {
        var bytes: Int
        var changedSeconds: Int
        var changedNanoseconds: Int
    }

    private let folder: String
    private let files: [String: Stamp]
    /// Whether the folder has more files than are looked at.
    private let isPartial: Bool

    /// No more files than this are looked at: a data set in the project must not hold a sweep up.
    private static let mostFiles = 20_000

    /// Looks at every file below `folder` but hidden ones, Python's caches and what links lead to.
    package init(folder: String) {
        self.folder = folder
        var files: [String: Stamp] = [:]
        isPartial = !Self.look(folder, "", &files)
        self.files = files
    }

    /// The files that are new or changed since, in order; nil where there are too many to tell.
    package func changes() -> [String]? {
        let now = WorkingTree(folder: folder)
        guard !isPartial, !now.isPartial else { return nil }
        return now.files.filter { files[$0.key] != $0.value }.map(\.key).sorted()
    }

    /// - Returns: false where there were too many.
    private static func look(_ folder: String, _ prefix: String, _ files: inout [String: Stamp]) -> Bool {
        guard let directory = opendir(folder) else { return true }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasPrefix(".") || name == "__pycache__" { continue }
            var status = stat()
            guard lstat("\(folder)/\(name)", &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: if !look("\(folder)/\(name)", "\(prefix)\(name)/", &files) { return false }
            case S_IFREG where !isOurs(status):
                if files.count >= mostFiles { return false }
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

    /// Whether our own output goes into a file, which changes without any trial.
    private static func isOurs(_ file: stat) -> Bool {
        [STDOUT_FILENO, STDERR_FILENO].contains { descriptor in
            var status = stat()
            return fstat(descriptor, &status) == 0 && status.st_ino == file.st_ino && status.st_dev == file.st_dev
        }
    }
}
