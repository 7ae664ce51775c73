import CDeflate

/// A gzip stream, expanded a piece at a time.
final class Gunzip {
    static let magic: [UInt8] = [0x1F, 0x8B]
    private static let piece = 1 << 18

    private let stream: OpaquePointer
    private var output = [UInt8](repeating: 0, count: Gunzip.piece)
    /// Whether the bytes so far are whole streams.
    private(set) var isAtEnd = false
    /// zlib's words on a broken stream.
    private(set) var problem: String?

    init() throws(FleetError) {
        guard let stream = gunzip_open() else { throw FleetError("there is no memory to expand a gzip stream") }
        self.stream = stream
    }

    deinit { gunzip_close(stream) }

    /// Expands the next piece of the stream.
    func expand(
        _ bytes: ArraySlice<UInt8>,
        _ body: (ArraySlice<UInt8>) throws(FleetError) -> Void
    ) throws(FleetError) {
        var rest = bytes
        var isFull = false
        var message = [CChar](repeating: 0, count: Int(GUNZIP_MESSAGE))
        while !rest.isEmpty || isFull && !isAtEnd {
            var used = 0
            var written = 0
            let state = rest.withUnsafeBufferPointer { input in
                output.withUnsafeMutableBufferPointer { output in
                    gunzip_expand(
                        stream,
                        input.baseAddress,
                        input.count,
                        &used,
                        output.baseAddress,
                        output.count,
                        &written,
                        &message
                    )
                }
            }
            guard state != GUNZIP_BROKEN else {
                let words = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                problem = words
                throw FleetError("the gzip stream is broken: \(words)")
            }
            isAtEnd = state == GUNZIP_END
            isFull = written == output.count
            rest = rest.dropFirst(used)
            if written > 0 { try body(output[..<written]) }
            if used == 0, written == 0 { break }
        }
    }

    /// The content of a whole stream of at most `limit` bytes.
    ///
    /// - Throws: where it is broken, ends too early or is longer.
    static func content(of bytes: some Collection<UInt8>, limit: Int) throws(FleetError) -> [UInt8] {
        let stream = try Gunzip()
        var content: [UInt8] = []
        try stream.expand(Array(bytes)[...]) { (piece) throws(FleetError) in
            guard content.count + piece.count <= limit else {
                throw FleetError("it expands to more than \(limit) bytes")
            }
            content += piece
        }
        guard stream.isAtEnd else { throw FleetError("the gzip stream ends too early") }
        return content
    }
}
