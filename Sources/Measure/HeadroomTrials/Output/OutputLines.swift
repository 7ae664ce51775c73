/// Cuts what a command writes into lines.
///
/// A carriage return ends a line as well: progress bars redraw theirs so.
struct OutputLines {
    /// What is longer is no line that anybody reads.
    private static let longest = 65_536

    private var pending: [UInt8] = []

    /// Takes bytes of one stream in, and hands out the lines that they complete, without empty ones.
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

    /// Hands out the last line of a stream that has ended without a line feed.
    mutating func finish(line: (String) -> Void) {
        guard !pending.isEmpty else { return }
        line(String(decoding: pending, as: UTF8.self))
        pending.removeAll()
    }
}
