/// The numbers of a PLY file, one after the other.
struct PLYValues {
    private var text: TextScanner?
    private var binary: ByteReader

    init(_ bytes: [UInt8], _ header: PLYHeader, name: String) {
        binary = ByteReader(bytes, name: name, offset: header.byteCount)
        binary.isBigEndian = header.encoding == .bigEndian
        if header.encoding == .ascii {
            text = TextScanner(bytes, name: name, offset: header.byteCount, line: header.lineCount)
        }
    }

    mutating func next(_ type: PLYHeader.Scalar, _ what: String) throws(SceneFileError) -> Double {
        if text != nil {
            guard let field = text?.nextField() else { throw failure("the file ends before \(what)") }
            return try text?.number(field, what) ?? 0
        }
        switch type {
        case .int8: return Double(try binary.integer(Int8.self, what))
        case .uint8: return Double(try binary.integer(UInt8.self, what))
        case .int16: return Double(try binary.integer(Int16.self, what))
        case .uint16: return Double(try binary.integer(UInt16.self, what))
        case .int32: return Double(try binary.integer(Int32.self, what))
        case .uint32: return Double(try binary.integer(UInt32.self, what))
        case .float: return Double(try binary.float(what))
        case .double: return try binary.double(what)
        }
    }

    /// A number of values, or an index, from 0 to below `limit`.
    mutating func index(
        _ type: PLYHeader.Scalar,
        _ what: String,
        below limit: Int
    ) throws(SceneFileError) -> Int {
        let value = try next(type, what)
        guard let index = Int(exactly: value), (0..<limit).contains(index) else {
            throw failure("\(what) is \(value); it must be a whole number from 0 to \(limit - 1)")
        }
        return index
    }

    func failure(_ message: String) -> SceneFileError {
        text?.failure(message) ?? SceneFileError("\(binary.name), before byte \(binary.offset): \(message)")
    }
}
