import FoundationEssentials
import Glibc

/// Files that survive a crash of this process or of its machine, once a call has returned.
///
/// A file is written under another name, flushed to the disk (fsync) and renamed, so that a reader on another machine
/// finds all of it or nothing.
enum DurableFile {
    /// Writes a file, replacing an earlier one in a single step.
    static func write(_ bytes: [UInt8], to path: String) throws(ClusterError) {
        let aside = "\(path).\(getpid()).tmp"
        try create(aside, bytes, flags: O_TRUNC)
        guard rename(aside, path) == 0 else {
            let failure = failure(path)
            unlink(aside)
            throw failure
        }
        syncFolder(of: path)
    }

    /// Creates a file that must not exist (O_EXCL), which only one of several processes can do.
    ///
    /// - Returns: whether this process has created it.
    static func createExclusively(_ path: String, _ bytes: [UInt8]) throws(ClusterError) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        if descriptor < 0, errno == EEXIST { return false }
        guard descriptor >= 0 else { throw failure(path) }
        try fill(descriptor, bytes, path)
        syncFolder(of: path)
        return true
    }

    /// Creates a file if it is not there, and leaves its content as it is.
    static func touch(_ path: String) throws(ClusterError) {
        try create(path, [], flags: 0)
    }

    /// Appends a line to a file, and waits until the disk has it.
    static func append(line: [UInt8], to path: String) throws(ClusterError) {
        try create(path, ended(line, in: path), flags: O_APPEND)
    }

    /// Appends a line to a file without waiting for the disk; a failure is ignored.
    static func appendInPassing(line: [UInt8], to path: String) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { return }
        _ = ended(line, in: path).withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
    }

    /// A line with its line feed, and one before it where a crash has left a part of a line.
    private static func ended(_ line: [UInt8], in path: String) -> [UInt8] {
        let feed = UInt8(ascii: "\n")
        return (endsWithin(path, feed) ? [feed] : []) + line + [feed]
    }

    /// Whether the last byte of a file is another one.
    private static func endsWithin(_ path: String, _ byte: UInt8) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var last: UInt8 = byte
        let size = lseek(descriptor, 0, SEEK_END)
        return size > 0 && pread(descriptor, &last, 1, size - 1) == 1 && last != byte
    }

    private static func create(_ path: String, _ bytes: [UInt8], flags: Int32) throws(ClusterError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0o666)
        guard descriptor >= 0 else { throw failure(path) }
        try fill(descriptor, bytes, path)
    }

    /// Writes all bytes, flushes them and closes the file.
    private static func fill(_ descriptor: Int32, _ bytes: [UInt8], _ path: String) throws(ClusterError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let failure = failure(path)
                close(descriptor)
                throw failure
            }
            rest = rest.dropFirst(count)
        }
        // File systems without fsync refuse with EINVAL.
        guard fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP else {
            let failure = failure(path)
            close(descriptor)
            throw failure
        }
        // A network file system may report a write error only on close.
        guard close(descriptor) == 0 || errno == EINTR else { throw failure(path) }
    }

    /// Flushes the entry of a file in its folder.
    private static func syncFolder(of path: String) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static func failure(_ path: String) -> ClusterError {
        ClusterError(.missing, "cannot write to \(path): \(String(cString: strerror(errno)))")
    }
}
