import Glibc

/// Small file of the kernel that is read repeatedly: opened once, and read from its start each time.
final class KernelFile {
    private let descriptor: Int32
    private let buffer: UnsafeMutableRawBufferPointer

    /// - Parameter capacity: maximum number of bytes that are read.
    init?(_ path: String, capacity: Int = 4096) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        buffer = .allocate(byteCount: capacity, alignment: 1)
    }

    deinit {
        close(descriptor)
        buffer.deallocate()
    }

    /// Current content of the file; nil if it cannot be read any more.
    func text() -> String? {
        let count = pread(descriptor, buffer.baseAddress, buffer.count, 0)
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }

    /// Current content of a binary file; nil if it cannot be read any more.
    func bytes() -> [UInt8]? {
        let count = pread(descriptor, buffer.baseAddress, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    /// First line of the current content.
    func firstLine() -> Substring? {
        text().map { $0.prefix { $0 != "\n" } }
    }

    func integer() -> Int? {
        firstLine().flatMap { Int($0) }
    }
}
