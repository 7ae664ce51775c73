import Glibc

/// Out-of-memory messages in the whole output of a trial's command, found while it runs and at its end.
///
/// It reads each stream once, in order, and keeps its position: each scan costs only the output since the last one. A
/// trial of a shared process begins with ``restart()``.
package struct OutputScan: Sendable {
    private var streams: [Stream]

    /// Output stream of the command, with the messages found in it.
    fileprivate struct Stream: Sendable {
        var path: String
        /// Number of bytes read of the log.
        var offset = 0
        /// Last bytes read, in which a message may have begun.
        var carry: [UInt8] = []
        /// Whether the first byte of `carry` is the first of a line.
        var beginsLine = true
        var found = PatternSearch.Found()
    }

    private static let chunkBytes = 262_144
    /// Number of bytes carried over, so that a message across two reads is found, with its prefix.
    private static let carriedBytes = PatternSearch.longestPrefix + PatternSearch.longestText + 1

    /// - Parameter directory: folder of the trial, with the logs of the two streams.
    package init(directory: String) {
        streams = [TrialFiles.standardError, TrialFiles.standardOutput].map { Stream(path: "\(directory)/\($0)") }
    }

    /// Reads the output since the last call.
    ///
    /// - Returns: the patterns found since the start or since ``restart()``, the most specific first.
    package mutating func advance() -> [OutOfMemoryPattern] {
        for index in streams.indices { streams[index].advance(chunkBytes: Self.chunkBytes, keeping: Self.carriedBytes) }
        return found
    }

    /// Patterns found so far.
    package var found: [OutOfMemoryPattern] {
        let indices = streams.reduce(into: Set<Int>()) {
            $0.formUnion($1.found.certain)
            $0.formUnion($1.found.tentative)
        }
        return OutOfMemoryPattern.all(indices)
    }

    /// Restarts at the current end of the logs: all earlier output is ignored.
    package mutating func restart() {
        for index in streams.indices { streams[index].restart() }
    }
}

extension OutputScan.Stream {
    fileprivate mutating func advance(chunkBytes: Int, keeping carriedBytes: Int) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, Int(status.st_size) > offset else { return }
        var bytes = carry
        while true {
            let kept = bytes.count
            bytes.append(contentsOf: repeatElement(0, count: chunkBytes))
            let count = bytes.withUnsafeMutableBytes { buffer in
                pread(file, buffer.baseAddress.map { $0 + kept }, chunkBytes, off_t(offset))
            }
            bytes.removeLast(chunkBytes - max(0, count))
            guard count > 0 else { break }
            offset += count
            found.tentative = []
            bytes.withUnsafeBytes { PatternSearch.find(in: $0, beginsLine: beginsLine, &found) }
            if bytes.count > carriedBytes {
                bytes.removeFirst(bytes.count - carriedBytes)
                beginsLine = false
            }
        }
        carry = bytes
    }

    fileprivate mutating func restart() {
        var status = stat()
        offset = stat(path, &status) == 0 ? Int(status.st_size) : offset
        (carry, beginsLine, found) = ([], true, PatternSearch.Found())
    }
}
