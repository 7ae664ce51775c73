/// A part of a MATLAB file: its type, its length, and its bytes.
struct MATElement {
    /// Types of elements; those of numbers are named after their bits.
    enum Kind: UInt32 {
        case int8 = 1
        case uint8, int16, uint16, int32, uint32, float32
        case float64 = 9
        case int64 = 12
        case uint64, matrix, compressed, utf8, utf16, utf32
    }

    let kind: Kind
    let bytes: [UInt8]

    /// - Parameter isPadded: whether the next element begins at a multiple of 8 bytes, as within a variable.
    init(_ reader: inout ByteReader, isPadded: Bool = true) throws(SceneFileError) {
        let start = reader.offset
        let word = try reader.integer(UInt32.self, "an element")
        // Up to four bytes lie in the tag itself, whose upper half is then their number.
        let isSmall = word >> 16 != 0
        let size = isSmall ? Int(word >> 16) : Int(try reader.integer(UInt32.self, "an element"))
        guard let kind = Kind(rawValue: word & 0xFFFF), !isSmall || size <= 4 else {
            throw SceneFileError("\(reader.name), byte \(start): an element has the type \(word), which is not known")
        }
        self.kind = kind
        bytes = Array(try reader.read(size, "an element"))
        if isSmall {
            reader.offset = min(start + 8, reader.bytes.count)
        } else if isPadded {
            reader.offset = min(reader.offset + (8 - size % 8) % 8, reader.bytes.count)
        }
    }

    private init(_ kind: Kind, _ bytes: [UInt8]) { (self.kind, self.bytes) = (kind, bytes) }

    func reader(_ name: String, _ isBigEndian: Bool) -> ByteReader {
        var reader = ByteReader(bytes, name: name)
        reader.isBigEndian = isBigEndian
        return reader
    }

    /// The element in a compressed one: a stream of zlib, that is of deflate after two bytes.
    func expanded(_ name: String, _ isBigEndian: Bool) throws(SceneFileError) -> MATElement {
        let stream = bytes.dropFirst(2)
        // Its size is in its first bytes.
        let tag = MATElement(.uint8, try Deflate.expand(stream, size: 8, isStart: true, what: name))
        var reader = tag.reader(name, isBigEndian)
        let kind = Kind(rawValue: try reader.integer(UInt32.self, "an element"))
        let size = Int(try reader.integer(UInt32.self, "an element"))
        guard let kind else { throw SceneFileError("\(name): a compressed element has a type that is not known") }
        let content = try Deflate.expand(stream, size: 8 + size, isStart: true, what: name)
        return MATElement(kind, Array(content.dropFirst(8)))
    }

    /// The values of an element of numbers.
    func numbers(_ name: String, _ isBigEndian: Bool) throws(SceneFileError) -> [Float] {
        var reader = reader(name, isBigEndian)
        func values<T: FixedWidthInteger>(_ type: T.Type) throws(SceneFileError) -> [Float] {
            var values: [Float] = []
            values.reserveCapacity(bytes.count / (T.bitWidth / 8))
            while reader.remaining > 0 { values.append(Float(try reader.integer(type, "a value"))) }
            return values
        }
        switch kind {
        case .int8: return try values(Int8.self)
        case .uint8: return bytes.map { Float($0) }
        case .int16: return try values(Int16.self)
        case .uint16: return try values(UInt16.self)
        case .int32: return try values(Int32.self)
        case .uint32: return try values(UInt32.self)
        case .int64: return try values(Int64.self)
        case .uint64: return try values(UInt64.self)
        case .float32, .float64:
            var values: [Float] = []
            while reader.remaining > 0 {
                values.append(kind == .float32 ? try reader.float("a value") : Float(try reader.double("a value")))
            }
            return values
        case .matrix, .compressed, .utf8, .utf16, .utf32:
            throw SceneFileError("\(name): the values of a variable are not numbers")
        }
    }
}
