/// Numbers of a binary format in memory, one after the other; reading past the end is an error that names the byte.
struct ByteReader {
    let bytes: [UInt8]
    /// File name for error messages.
    let name: String
    var offset: Int
    var isBigEndian = false

    init(_ bytes: [UInt8], name: String, offset: Int = 0) {
        (self.bytes, self.name, self.offset) = (bytes, name, offset)
    }

    var remaining: Int { bytes.count - offset }

    /// Throws unless `count` bytes remain.
    func require(_ count: Int, for what: String) throws(SceneFileError) {
        guard count >= 0, count <= remaining else {
            throw SceneFileError(
                "\(name): it ends in \(what) at byte \(offset): \(max(count, 0)) bytes are needed, \(remaining) remain",
                hint: "The file is incomplete or damaged; copy or export it again."
            )
        }
    }

    mutating func skip(_ count: Int, _ what: String) throws(SceneFileError) {
        try require(count, for: what)
        offset += count
    }

    mutating func read(_ count: Int, _ what: String) throws(SceneFileError) -> ArraySlice<UInt8> {
        try require(count, for: what)
        defer { offset += count }
        return bytes[offset..<offset + count]
    }

    mutating func integer<T: FixedWidthInteger>(_ type: T.Type, _ what: String) throws(SceneFileError) -> T {
        let size = T.bitWidth / 8
        try require(size, for: what)
        let value = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: T.self) }
        offset += size
        return isBigEndian ? T(bigEndian: value) : T(littleEndian: value)
    }

    mutating func float(_ what: String) throws(SceneFileError) -> Float {
        Float(bitPattern: try integer(UInt32.self, what))
    }

    mutating func double(_ what: String) throws(SceneFileError) -> Double {
        Double(bitPattern: try integer(UInt64.self, what))
    }
}

extension [UInt8] {
    /// Appends an integer, the least significant byte first.
    package mutating func append<T: FixedWidthInteger>(littleEndian value: T) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }

    /// Appends an integer, the most significant byte first.
    package mutating func append<T: FixedWidthInteger>(bigEndian value: T) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }

    mutating func append(littleEndian value: Float) { append(littleEndian: value.bitPattern) }

    /// Whether these bytes lie at an offset.
    func has(_ text: StaticString, at offset: Int = 0) -> Bool {
        let count = text.utf8CodeUnitCount
        guard offset >= 0, offset <= self.count - count else { return false }
        return text.withUTF8Buffer { expected in self[offset..<offset + count].elementsEqual(expected) }
    }
}
