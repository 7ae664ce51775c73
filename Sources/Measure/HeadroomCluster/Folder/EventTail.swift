import FoundationEssentials
import Glibc

/// Reads the events of an attempt while they are written, perhaps on another machine.
package struct EventTail {
    private let path: String
    private var offset = 0

    package init(path: String) {
        self.path = path
    }

    /// Complete events since the last call.
    package mutating func next() -> [NodeEvent] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = pread(descriptor, &buffer, buffer.count, offset + bytes.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        guard let last = bytes.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
        offset += last + 1
        return Lines.decode(NodeEvent.self, from: Data(bytes[...last]))
    }
}
