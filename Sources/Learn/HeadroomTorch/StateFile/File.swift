internal import Glibc

/// A file that is read in parts.
final class InputFile: Sendable {
    let path: String
    /// Size when opened, in bytes.
    let size: Int
    private let descriptor: Int32

    init(_ path: String) throws(TorchError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
            let reason = String(cString: strerror(errno))
            if descriptor >= 0 { close(descriptor) }
            throw fileError("\(path) cannot be read: \(reason)")
        }
        self.path = path
        self.descriptor = descriptor
        size = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// Reads a range of bytes within the file.
    func read(_ range: Range<Int>) throws(TorchError) -> [UInt8] {
        var problem: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
            while count < range.count {
                let place = buffer.baseAddress?.advanced(by: count)
                let more = pread(descriptor, place, range.count - count, off_t(range.lowerBound + count))
                if more < 0 && errno == EINTR { continue }
                if more < 0 { problem = errno }
                if more <= 0 { break }
                count += more
            }
        }
        guard problem == 0 else { throw fileError("\(path) cannot be read: \(String(cString: strerror(problem)))") }
        guard bytes.count == range.count else { throw fileError("\(path) has become shorter while it was read") }
        return bytes
    }
}

/// A file that appears under its name only when it is complete and synchronized to disk.
struct AtomicFile {
    private let descriptor: Int32
    private let path: String

    /// Writes a temporary file and renames it to `path`; an existing file is kept where anything fails.
    static func write(to path: String, _ body: (AtomicFile) throws(TorchError) -> Void) throws(TorchError) {
        let temporary = "\(path).\(getpid()).new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw failed(temporary) }
        let file = AtomicFile(descriptor: descriptor, path: temporary)
        do throws(TorchError) {
            defer { close(descriptor) }
            try body(file)
            guard fsync(descriptor) == 0 else { throw failed(temporary) }
        } catch {
            unlink(temporary)
            throw error
        }
        guard rename(temporary, path) == 0 else {
            let error = failed(path)
            unlink(temporary)
            throw error
        }
        try syncFolder(of: path)
    }

    func write(_ bytes: [UInt8]) throws(TorchError) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: done), $0.count - done)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw AtomicFile.failed(path) }
            done += count
        }
    }

    /// Synchronizes the folder, without which a renamed file may be lost in a power failure.
    private static func syncFolder(of path: String) throws(TorchError) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        // Some file systems do not synchronize folders; the file itself is safe.
        _ = fsync(descriptor)
    }

    private static func failed(_ path: String) -> TorchError {
        fileError("\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
}
