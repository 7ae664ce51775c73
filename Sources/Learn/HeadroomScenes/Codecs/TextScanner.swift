import Glibc

/// Lines and fields of a text in memory, without a copy of each.
///
/// Fields are separated by white space; `#` begins a comment.
struct TextScanner {
    /// The text, and a line feed after it.
    private let bytes: [UInt8]
    /// File name for error messages.
    let name: String
    private(set) var offset: Int
    /// The number of the current line, from 1.
    private(set) var line = 0
    /// The fields of the current line, as ranges of the bytes.
    private(set) var fields: [Range<Int>] = []
    /// The field that ``nextField()`` returns next.
    private var position = 0
    /// Whether a backslash joins a line and the next one.
    private let joinsLines: Bool

    init(_ bytes: [UInt8], name: String, offset: Int = 0, line: Int = 0, joinsLines: Bool = false) {
        self.bytes = bytes + [UInt8(ascii: "\n")]
        (self.name, self.offset, self.line, self.joinsLines) = (name, offset, line, joinsLines)
    }

    /// Reads the next line that has a field; false at the end.
    mutating func nextLine() -> Bool {
        fields.removeAll(keepingCapacity: true)
        position = 0
        while offset < bytes.count {
            line += 1
            readLine()
            if !fields.isEmpty { return true }
        }
        return false
    }

    /// The next field of this line or a later one; nil at the end.
    mutating func nextField() -> Range<Int>? {
        if position == fields.count, !nextLine() { return nil }
        defer { position += 1 }
        return fields[position]
    }

    /// The rest of this line is not read.
    mutating func dropFields() { position = fields.count }

    private mutating func readLine() {
        var start: Int?
        var isComment = false
        while offset < bytes.count {
            let byte = bytes[offset]
            let isJoint = joinsLines && byte == UInt8(ascii: "\\") && isBeforeLineEnd(offset + 1)
            let isSpace = byte == 0x20 || (0x09...0x0D).contains(byte)
            isComment = isComment || byte == UInt8(ascii: "#")
            if isSpace || isComment || isJoint {
                if let first = start { fields.append(first..<offset) }
                start = nil
            } else if start == nil {
                start = offset
            }
            offset += 1
            if isJoint {
                while bytes[offset] != UInt8(ascii: "\n") { offset += 1 }
                offset += 1
                line += 1
            } else if byte == UInt8(ascii: "\n") {
                return
            }
        }
    }

    /// Whether only a carriage return lies before the end of the line, which is not the last.
    private func isBeforeLineEnd(_ index: Int) -> Bool {
        let end = bytes[min(index, bytes.count - 1)] == UInt8(ascii: "\r") ? index + 1 : index
        return end < bytes.count - 1 && bytes[end] == UInt8(ascii: "\n")
    }

    func text(_ field: Range<Int>) -> String { String(decoding: bytes[field], as: UTF8.self) }

    func isEqual(_ field: Range<Int>, _ word: StaticString) -> Bool {
        field.count == word.utf8CodeUnitCount && bytes.has(word, at: field.lowerBound)
    }

    /// The parts of a field between slashes; an empty range where there is nothing between two.
    func partsAtSlashes(_ field: Range<Int>) -> [Range<Int>] {
        var (parts, start) = ([] as [Range<Int>], field.lowerBound)
        for index in field where bytes[index] == UInt8(ascii: "/") {
            parts.append(start..<index)
            start = index + 1
        }
        return parts + [start..<field.upperBound]
    }

    /// A number; infinity and NaN are none.
    func number(_ field: Range<Int>, _ what: String) throws(SceneFileError) -> Double {
        // White space or a line feed follows each field, where the C function ends.
        let (value, length) = bytes.withUnsafeBytes { buffer -> (Double, Int) in
            guard let start = buffer.baseAddress?.advanced(by: field.lowerBound).assumingMemoryBound(to: CChar.self)
            else { return (0, 0) }
            var end: UnsafeMutablePointer<CChar>?
            let value = strtod(start, &end)
            return (value, end.map { UnsafePointer($0) - start } ?? 0)
        }
        guard length == field.count, length > 0 else { throw failure("\(what) \"\(text(field))\" is not a number") }
        guard value.isFinite else {
            throw failure(
                "\(what) is \(text(field))",
                hint: "Every number must be finite. The program that wrote the mesh failed on it; leave it out."
            )
        }
        return value
    }

    func integer(_ field: Range<Int>, _ what: String) throws(SceneFileError) -> Int {
        var (value, isNegative, index) = (0, false, field.lowerBound)
        if index < field.upperBound, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
            isNegative = bytes[index] == UInt8(ascii: "-")
            index += 1
        }
        guard index < field.upperBound, field.upperBound - index <= 18 else {
            throw failure("\(what) \"\(text(field))\" is not a whole number")
        }
        for byte in bytes[index..<field.upperBound] {
            guard (0x30...0x39).contains(byte) else {
                throw failure("\(what) \"\(text(field))\" is not a whole number")
            }
            value = value * 10 + Int(byte - 0x30)
        }
        return isNegative ? -value : value
    }

    /// An error in the current line.
    func failure(_ message: String, hint: String? = nil) -> SceneFileError {
        SceneFileError("\(name), line \(line): \(message)", hint: hint)
    }
}
