/// The fields of one row of a CSV file; its storage is reused for the next row.
package struct CSVRow {
    /// Row number in the file; the header is row 1.
    package private(set) var number = 0
    private var bytes: [UInt8] = []
    /// End of each field in the bytes.
    private var ends: [Int] = []
    /// All bytes combined by or: at least 128 where a byte is not ASCII.
    private var bits: UInt8 = 0

    /// Whether the row is valid UTF-8.
    var isUTF8: Bool { bits < 128 || String(validating: bytes, as: UTF8.self) != nil }

    package var count: Int { ends.count }

    /// The field without surrounding spaces.
    package subscript(_ field: Int) -> String {
        String(decoding: bytes(field), as: UTF8.self)
    }

    /// The field without surrounding spaces, in UTF-8.
    package func bytes(_ field: Int) -> ArraySlice<UInt8> { bytes[range(field)] }

    package func isEmpty(_ field: Int) -> Bool { range(field).isEmpty }

    /// Whether a field is a number with an exponent, as a spreadsheet writes long ids: `1.23457E+11`.
    func isRounded(_ field: Int) -> Bool {
        let range = range(field)
        guard range.count > 3, (48...57).contains(bytes[range.lowerBound]) else { return false }
        guard let mark = bytes[range].firstIndex(where: { $0 == UInt8(ascii: "E") || $0 == UInt8(ascii: "e") }),
            mark + 2 < range.upperBound, bytes[mark + 1] == UInt8(ascii: "+")
        else { return false }
        let digits = bytes[(mark + 2)..<range.upperBound]
        return bytes[range.lowerBound..<mark].allSatisfy { (48...57).contains($0) || $0 == 44 || $0 == 46 }
            && digits.allSatisfy { (48...57).contains($0) }
    }

    private func range(_ field: Int) -> Range<Int> {
        guard field < ends.count else { return 0..<0 }
        var (start, end) = (field == 0 ? 0 : ends[field - 1], ends[field])
        while start < end, bytes[start] == 32 { start += 1 }
        while end > start, bytes[end - 1] == 32 { end -= 1 }
        return start..<end
    }

    /// Hash of the row, with a collision probability of 2^-64.
    package var fingerprint: Int {
        var hasher = Hasher()
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        hasher.combine(ends)
        return hasher.finalize()
    }

    /// Hash of a field, with a collision probability of 2^-64.
    func hash(_ field: Int) -> Int {
        var hasher = Hasher()
        bytes.withUnsafeBytes { hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: $0[range(field)])) }
        return hasher.finalize()
    }

    var byteCount: Int { bytes.count }
    var hasContent: Bool { !bytes.isEmpty || !ends.isEmpty }

    mutating func begin(number: Int) {
        self.number = number
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        bits = 0
    }

    mutating func append(_ byte: UInt8) {
        bytes.append(byte)
        bits |= byte
    }

    /// Appends a field.
    mutating func append(_ field: [UInt8]) {
        bytes += field
        endField()
    }

    mutating func endField() { ends.append(bytes.count) }

    mutating func dropCarriageReturn() {
        if bytes.count > ends.last ?? 0, bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    }
}
