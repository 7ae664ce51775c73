package import FoundationEssentials

/// Splits a stream of bytes, in chunks of any size, into lines.
package struct LineBuffer {
    /// Maximum length of a line; a longer line is discarded, and the reader counts it as invalid.
    package static let longestLineBytes = 65_536

    private var pending = Data()
    private var skipping = false

    package init() {}

    /// Appends bytes and passes on every completed line without its line feed; nil for an overlong line.
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
