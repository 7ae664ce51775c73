import Glibc

/// Bytes that are read one after the other, from a file or a pipe, without a copy of all of them in memory.
///
/// It is not copyable, since it has the descriptor of the file.
package struct ByteStream: ~Copyable {
    /// Path for error messages, or `standard input`.
    package let name: String
    /// Nil for bytes in memory.
    private let descriptor: Int32?
    private var buffer: [UInt8]
    /// Position in the buffer.
    private var position = 0
    /// Number of bytes that were read before those of the buffer.
    private var consumedBefore = 0

    /// Opens a file; `-` is standard input.
    package init(contentsOf path: String) throws(SceneFileError) {
        if path == "-" {
            (name, descriptor, buffer) = ("standard input", 0, [])
            return
        }
        let opened = open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else {
            throw SceneFileError("cannot read \(path): \(String(cString: strerror(errno)))")
        }
        (name, descriptor, buffer) = (path, opened, [])
    }

    /// Reads bytes in memory.
    package init(_ bytes: [UInt8], name: String) {
        (self.name, descriptor, buffer) = (name, nil, bytes)
    }

    deinit {
        if let descriptor, descriptor > 0 { close(descriptor) }
    }

    /// Number of bytes before the next one.
    package var offset: Int { consumedBefore + position }

    /// Reads up to `count` bytes; fewer only at the end.
    package mutating func read(upTo count: Int) throws(SceneFileError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count, try fill() {
            let taken = min(count - bytes.count, buffer.count - position)
            bytes.append(contentsOf: buffer[position..<position + taken])
            position += taken
        }
        return bytes
    }

    /// Reads all bytes that remain.
    ///
    /// - Throws: where there are more than `limit`.
    package mutating func readToEnd(limit: Int) throws(SceneFileError) -> [UInt8] {
        let bytes = try read(upTo: limit)
        if try fill() {
            throw SceneFileError("\(name) has more than \(limit) bytes, the most that is read")
        }
        return bytes
    }

    /// Reads a line of at most `limit` bytes, without its line feed; nil at the end.
    package mutating func readLine(limit: Int) throws(SceneFileError) -> [UInt8]? {
        guard try fill() else { return nil }
        var line: [UInt8] = []
        while try fill() {
            let byte = buffer[position]
            position += 1
            if byte == UInt8(ascii: "\n") { return line }
            line.append(byte)
            if line.count > limit {
                throw SceneFileError("\(name): its header has a line of more than \(limit) bytes")
            }
        }
        return line
    }

    /// Whether there is a byte in the buffer, after reading more where it was empty.
    private mutating func fill() throws(SceneFileError) -> Bool {
        if position < buffer.count { return true }
        guard let descriptor else { return false }
        consumedBefore += buffer.count
        position = 0
        var count = 0
        repeat {
            buffer = [UInt8](unsafeUninitializedCapacity: 1 << 16) { bytes, initialized in
                count = Glibc.read(descriptor, bytes.baseAddress, bytes.count)
                initialized = max(count, 0)
            }
        } while count < 0 && errno == EINTR
        if count < 0 { throw SceneFileError("cannot read \(name): \(String(cString: strerror(errno)))") }
        return count > 0
    }
}
