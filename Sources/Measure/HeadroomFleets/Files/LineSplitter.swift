/// Joins pieces of a file and splits them into lines.
struct LineSplitter {
    private let longest: Int
    /// Start of a line whose end has not come yet.
    private var rest: [UInt8] = []
    private var isCut = false
    private var number = 0

    init(longest: Int) { self.longest = longest }

    mutating func add(
        _ piece: ArraySlice<UInt8>,
        _ body: (LineReader.Line) throws(FleetError) -> Void
    ) throws(FleetError) {
        var start = piece.startIndex
        while let end = piece[start...].firstIndex(of: UInt8(ascii: "\n")) {
            if rest.isEmpty && !isCut {
                try give(piece[start..<end], body)
            } else {
                keep(piece[start..<end])
                let line = rest
                rest = []
                try give(line[...], body)
            }
            start = end + 1
        }
        keep(piece[start...])
    }

    /// Gives the last line, where the file does not end with the end of one.
    mutating func end(_ body: (LineReader.Line) throws(FleetError) -> Void) throws(FleetError) {
        if !rest.isEmpty || isCut { try give(rest[...], body) }
    }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) {
        if rest.count + bytes.count > longest { isCut = true }
        rest += bytes.prefix(longest - rest.count)
    }

    private mutating func give(
        _ bytes: ArraySlice<UInt8>,
        _ body: (LineReader.Line) throws(FleetError) -> Void
    ) throws(FleetError) {
        number += 1
        var bytes = bytes
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        // A byte order mark.
        if number == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        let line = LineReader.Line(number: number, bytes: bytes, isCut: isCut)
        isCut = false
        try body(line)
    }
}
