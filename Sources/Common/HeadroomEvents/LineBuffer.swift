package import FoundationEssentials

/// Cuts a stream of bytes into lines, however they arrive.
package struct LineBuffer {
    /// A longer line is no event: it is thrown away and counted by the reader as rubbish.
    package static let longestLineBytes = 65_536

    private var pending = Data()
    private var skipping = false

    package init() {}

    /// Takes bytes in and hands every completed line out, without its line feed; nil stands for an overlong one.
    package mutating func append(_ bytes: UnsafeRawBufferPointer, line: (Data?) -> Void) {
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            pending.append(contentsOf: rest[rest.startIndex..<end])
            rest = rest[(end + 1)...]
            if skipping || pending.count > Self.longestLineBytes {
                line(nil)
            } else if !pending.isEmpty {
                line(pending)
            }
            pending.removeAll(keepingCapacity: true)
            skipping = false
        }
        pending.append(contentsOf: rest)
        if pending.count > Self.longestLineBytes {
            pending.removeAll(keepingCapacity: false)
            skipping = true
        }
    }
}
