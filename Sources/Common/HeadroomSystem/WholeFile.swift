import Glibc

/// Files that are written in one call, with the system's error message on failure.
package enum WholeFile {
    /// Writes a file, replacing its contents.
    ///
    /// - Throws: ``FileFailure``; the file may then contain part of the bytes.
    package static func write(_ bytes: [UInt8], to path: String) throws(FileFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw failure(path) }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                let failure = failure(path)
                close(descriptor)
                throw failure
            }
        }
        // A network file system may report a write error only on close.
        guard close(descriptor) == 0 || errno == EINTR else { throw failure(path) }
    }

    private static func failure(_ path: String) -> FileFailure {
        FileFailure("cannot write to \(path): \(String(cString: strerror(errno)))")
    }
}
