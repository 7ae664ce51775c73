#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// Reads parts of files that may be large.
enum FileDescriptorReader {
    /// Last bytes of a file.
    static func tail(of path: String, bytes: Int) throws -> [UInt8] {
        let file = try FileDescriptor.open(FilePath(path), .readOnly)
        return try file.closeAfter {
            let size = try file.seek(offset: 0, from: .end)
            try file.seek(offset: max(0, size - Int64(bytes)), from: .start)
            var content = [UInt8](repeating: 0, count: bytes)
            var filled = 0
            while filled < bytes {
                let count = try content.withUnsafeMutableBytes {
                    try file.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...]))
                }
                if count == 0 { break }
                filled += count
            }
            return Array(content.prefix(filled))
        }
    }
}
