/// Splits a JSON array into its objects, so that a large one is never held as a whole.
struct JSONObjects {
    /// The objects that were closed, with the line that each began in.
    private var object: [UInt8] = []
    private var depth = 0
    private var isText = false
    private var isEscaped = false
    private var line = 1
    private var firstLine = 1
    private var isCut = false
    private let longest: Int

    init(longest: Int = LineReader.longest) { self.longest = longest }

    /// Whether all objects so far are closed.
    var isAtEnd: Bool { depth == 0 }

    /// Calls `body` with each object that the piece closes; nil where it is longer than any should be.
    mutating func add(
        _ piece: ArraySlice<UInt8>,
        _ body: (_ object: [UInt8]?, _ line: Int) throws(FleetError) -> Void
    ) throws(FleetError) {
        for byte in piece {
            if byte == UInt8(ascii: "\n") { line += 1 }
            if depth == 0 {
                guard byte == UInt8(ascii: "{") else { continue }
                (depth, firstLine, isText, isEscaped, isCut) = (1, line, false, false, false)
                object = [byte]
                continue
            }
            if object.count < longest { object.append(byte) } else { isCut = true }
            if isText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isText = false
                }
            } else if byte == UInt8(ascii: "\"") {
                isText = true
            } else if byte == UInt8(ascii: "{") {
                depth += 1
            } else if byte == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { try body(isCut ? nil : object, firstLine) }
            }
        }
    }
}
