import Glibc

/// Copy of a command's working directory, for one process of a sweep: files that a trial writes there, such as a
/// checkpoint, neither overwrite the user's nor are found by the next trial.
///
/// The copy is at the end of a path that mirrors the original's, and every folder on the way has links to the
/// original's siblings: a relative path leads to the same file at any depth. Hidden entries (`.git`, environments) and
/// entries too large to copy are links to the originals.
package struct WorkingCopy: Sendable {
    /// Action for one entry of the folder.
    private enum Entry: Sendable {
        case folder(String)
        case file(String)
        /// A large file: cloned block for block if the file system can do that, otherwise linked.
        case large(String)
        case link(String, target: String)
    }

    private let folder: String
    private let entries: [Entry]

    /// Limit of copied files: the copy is made for every process, and must cost less than its start.
    private static let mostFiles = 256
    private static let mostBytes = 32 << 20
    private static let largeBytes = 8 << 20
    /// Folders with more entries than this are not listed: their contents are not linked next to the copy.
    private static let mostSiblings = 2_000

    /// Examines a folder, and decides what to copy.
    ///
    /// - Returns: nil where the folder itself has too many contents to copy.
    package init?(of folder: String) {
        guard folder.hasPrefix("/"), folder != "/" else { return nil }
        self.folder = folder
        var room = (files: Self.mostFiles, bytes: Self.mostBytes)
        guard let entries = Self.look(folder, "", &room) else { return nil }
        self.entries = entries
    }

    /// Actions for one folder; nil where they would exceed the limits.
    private static func look(_ folder: String, _ prefix: String, _ room: inout (files: Int, bytes: Int)) -> [Entry]? {
        guard let names = names(in: folder, atMost: mostFiles) else { return nil }
        var entries: [Entry] = []
        for name in names.sorted() {
            let (path, relative) = ("\(folder)/\(name)", prefix + name)
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            // Python's caches are linked, so that its modules are not recompiled for each trial.
            if name.hasPrefix(".") || name == "__pycache__" {
                entries.append(.link(relative, target: path))
                continue
            }
            switch status.st_mode & S_IFMT {
            case S_IFDIR:
                var inside = room
                // Environments are read but never written; folders that do not fit are linked.
                if access("\(path)/pyvenv.cfg", F_OK) != 0, let below = look(path, "\(relative)/", &inside) {
                    room = inside
                    entries.append(.folder(relative))
                    entries += below
                } else {
                    entries.append(.link(relative, target: path))
                }
            case S_IFREG:
                room.files -= 1
                if Int(status.st_size) > largeBytes {
                    guard room.files >= 0 else { return nil }
                    entries.append(.large(relative))
                    continue
                }
                room.bytes -= Int(status.st_size)
                guard room.files >= 0, room.bytes >= 0 else { return nil }
                entries.append(.file(relative))
            case S_IFLNK:
                guard let target = realpath(path, nil) else { continue }
                defer { free(target) }
                entries.append(.link(relative, target: String(cString: target)))
            default: break
            }
        }
        return entries
    }

    private static func names(in folder: String, atMost most: Int) -> [String]? {
        guard let directory = opendir(folder) else { return nil }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name == "." || name == ".." { continue }
            if names.count >= most { return nil }
            names.append(name)
        }
        return names
    }

    /// Makes the copy below `base`, which already exists.
    ///
    /// - Returns: working directory for the command; nil where the copy cannot be made.
    package func make(below base: String) -> String? {
        var (original, copy) = ("", base)
        for part in folder.split(separator: "/") {
            guard linkSiblings(of: String(part), in: original.isEmpty ? "/" : original, to: copy) else { return nil }
            original += "/\(part)"
            copy += "/\(part)"
            guard mkdir(copy, 0o755) == 0 else { return nil }
        }
        for entry in entries {
            switch entry {
            case .folder(let path): guard mkdir("\(copy)/\(path)", 0o755) == 0 else { return nil }
            case .link(let path, let target): guard symlink(target, "\(copy)/\(path)") == 0 else { return nil }
            case .large(let path):
                let (source, target) = ("\(folder)/\(path)", "\(copy)/\(path)")
                guard Self.copy(source, to: target, byClone: true) || symlink(source, target) == 0 else { return nil }
            case .file(let path):
                // Files deleted in the meantime are ignored.
                guard Self.copy("\(folder)/\(path)", to: "\(copy)/\(path)") || errno == ENOENT else { return nil }
            }
        }
        return copy
    }

    private func linkSiblings(of name: String, in original: String, to copy: String) -> Bool {
        guard let names = Self.names(in: original, atMost: Self.mostSiblings) else { return true }
        let parent = original == "/" ? "" : original
        for sibling in names where sibling != name {
            guard symlink("\(parent)/\(sibling)", "\(copy)/\(sibling)") == 0 else { return false }
        }
        return true
    }

    /// Copies a file, as a clone if the file system can do that.
    private static func copy(_ source: String, to target: String, byClone onlyByClone: Bool = false) -> Bool {
        let input = open(source, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { return false }
        defer { close(input) }
        var status = stat()
        guard fstat(input, &status) == 0 else { return false }
        let output = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, status.st_mode & 0o777)
        guard output >= 0 else { return false }
        defer { close(output) }
        if ioctl(output, fileClone, input) != 0 {
            if onlyByClone {
                unlink(target)
                return false
            }
            var left = Int(status.st_size)
            while left > 0 {
                let count = sendfile(output, input, nil, left)
                guard count > 0 else { return count == 0 }
                left -= count
            }
        }
        // A data loader may compare the times of its data and its cache.
        var times = [status.st_atim, status.st_mtim]
        return futimens(output, &times) == 0
    }

    /// FICLONE, which is a macro in the C header.
    private static let fileClone: UInt = 0x4004_9409
}
