import Glibc

/// A small file through which the kernel speaks, and that is read again and again: opened once, read from its start each
/// time.
final class KernelFile {
    private let descriptor: Int32
    private let buffer: UnsafeMutableRawBufferPointer

    /// - Parameter capacity: bytes that are read; what is beyond them is left out.
    init?(_ path: String, capacity: Int = 4096) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        buffer = .allocate(byteCount: capacity, alignment: 1)
    }

    deinit {
        close(descriptor)
        buffer.deallocate()
    }

    /// What the file holds now; nil where it cannot be read any more.
    func text() -> String? {
        let count = pread(descriptor, buffer.baseAddress, buffer.count, 0)
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }

    /// The bytes that the file holds now, for one that is no text; nil where it cannot be read any more.
    func bytes() -> [UInt8]? {
        let count = pread(descriptor, buffer.baseAddress, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    /// The first line of what the file holds now.
    func firstLine() -> Substring? {
        text().map { $0.prefix { $0 != "\n" } }
    }

    func integer() -> Int? {
        firstLine().flatMap { Int($0) }
    }
}
