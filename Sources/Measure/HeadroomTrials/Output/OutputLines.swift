/// Splits the output of a command into lines.
///
/// A carriage return also ends a line, since progress bars redraw theirs with it.
struct OutputLines {
    /// Longer lines are not meant for reading, and are ignored.
    private static let longest = 65_536

    private var pending: [UInt8] = []

    /// Appends bytes of one stream, and passes on the lines that they complete, without empty ones.
    mutating func append(_ bytes: UnsafeRawBufferPointer, line: (String) -> Void) {
        for byte in bytes {
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                if !pending.isEmpty { line(String(decoding: pending, as: UTF8.self)) }
                pending.removeAll(keepingCapacity: true)
            } else if pending.count < Self.longest {
                pending.append(byte)
            }
        }
    }

    /// Passes on the last line of a stream that has ended without a line feed.
    mutating func finish(line: (String) -> Void) {
        guard !pending.isEmpty else { return }
        line(String(decoding: pending, as: UTF8.self))
        pending.removeAll()
    }
}
