import Glibc

/// Reads the lines of a file, plain or compressed by gzip, a piece at a time.
enum LineReader {
    struct Line {
        /// From 1.
        var number: Int
        /// Without the end of the line, be it LF or CRLF.
        var bytes: ArraySlice<UInt8>
        /// Whether the line is longer than ``longest``, and `bytes` only its start.
        var isCut = false

        var text: String { String(decoding: bytes, as: UTF8.self) }

        /// Start of the line, for an error.
        var start: String {
            let text = Fields.printable(bytes.prefix(60))
            return bytes.count > 60 ? text + " …" : text
        }
    }

    /// A line beyond this is no line of a table; it bounds the memory.
    static let longest = 4 << 20
    private static let piece = 1 << 18

    /// Calls `body` for each line of the file; empty lines too.
    static func forEach(
        _ file: FleetFile,
        _ body: (Line) throws(FleetError) -> Void
    ) throws(FleetError) {
        var lines = LineSplitter(longest: longest)
        try forEachPiece(file) { (piece) throws(FleetError) in try lines.add(piece, body) }
        try lines.end(body)
    }

    /// Calls `body` for each piece of the file's content, expanded where it is compressed.
    static func forEachPiece(
        _ file: FleetFile,
        _ body: (ArraySlice<UInt8>) throws(FleetError) -> Void
    ) throws(FleetError) {
        let descriptor = open(file.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(file) }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: piece)
        var gzip: Gunzip?
        var isFirst = true
        while true {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(file)
            }
            if count == 0 { break }
            if isFirst, buffer.starts(with: Gunzip.magic) { gzip = try Gunzip() }
            if gzip == nil {
                if isFirst { try refuseArchive(buffer[..<count], file) }
                try body(buffer[..<count])
            } else {
                var isStart = isFirst
                do throws(FleetError) {
                    try gzip?.expand(buffer[..<count]) { (expanded) throws(FleetError) in
                        if isStart { try refuseArchive(expanded, file) }
                        isStart = false
                        try body(expanded)
                    }
                } catch {
                    if let broken = gzip?.problem { throw FleetError("\(file.path) cannot be expanded: \(broken)") }
                    throw error
                }
            }
            isFirst = false
        }
        if let gzip, !gzip.isAtEnd {
            throw FleetError("\(file.path) cannot be expanded: the gzip stream ends too early")
        }
    }

    private static func failure(_ file: FleetFile) -> FleetError {
        FleetError("cannot read \(file.path): \(String(cString: strerror(errno)))")
    }

    private static func refuseArchive(_ bytes: ArraySlice<UInt8>, _ file: FleetFile) throws(FleetError) {
        let mark = bytes.startIndex + 257
        guard bytes.count >= 262, bytes[mark..<mark + 5].elementsEqual("ustar".utf8) else { return }
        throw FleetError("\(file.path) is a tar archive", hint: "extract it first: tar xf \(file.path)")
    }
}
