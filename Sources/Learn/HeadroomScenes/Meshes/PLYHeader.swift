/// What the header of a PLY file declares.
struct PLYHeader {
    enum Encoding: String {
        case ascii
        case littleEndian = "binary_little_endian"
        case bigEndian = "binary_big_endian"
    }

    /// The type of a number.
    enum Scalar {
        case int8, uint8, int16, uint16, int32, uint32, float, double

        init?(_ name: String) {
            switch name {
            case "char", "int8": self = .int8
            case "uchar", "uint8": self = .uint8
            case "short", "int16": self = .int16
            case "ushort", "uint16": self = .uint16
            case "int", "int32": self = .int32
            case "uint", "uint32": self = .uint32
            case "float", "float32": self = .float
            case "double", "float64": self = .double
            default: return nil
            }
        }
    }

    struct Property {
        let name: String
        let type: Scalar
        /// The type of the number of values, of a list.
        let countType: Scalar?
    }

    struct Element {
        let name: String
        let count: Int
        var properties: [Property] = []
    }

    var encoding = Encoding.ascii
    var elements: [Element] = []
    /// Bytes and lines of the header.
    var (byteCount, lineCount) = (0, 0)

    /// The longest header that is read, in bytes.
    private static let longest = 1 << 20

    init(_ bytes: [UInt8], name: String) throws(SceneFileError) {
        var offset = 0
        while true {
            let rest = bytes[offset..<min(bytes.count, Self.longest)]
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
                throw SceneFileError("\(name): its header has no line end_header")
            }
            let words = String(decoding: bytes[offset..<end], as: UTF8.self).split(whereSeparator: \.isWhitespace)
            offset = end + 1
            lineCount += 1
            if words == ["end_header"] { break }
            try read(words.map(String.init), "\(name), line \(lineCount)")
        }
        byteCount = offset
    }

    private mutating func read(_ words: [String], _ place: String) throws(SceneFileError) {
        switch (words.first, words.count) {
        case ("format", 3...):
            guard let encoding = Encoding(rawValue: words[1]) else {
                throw SceneFileError("\(place): the format \(words[1]) is not known")
            }
            self.encoding = encoding
        case ("element", 3):
            guard let count = Int(words[2]), (0..<Int(UInt32.max)).contains(count) else {
                throw SceneFileError("\(place): the number of elements, \(words[2]), cannot be read")
            }
            elements.append(Element(name: words[1], count: count))
        case ("property", 3...):
            let isList = words[1] == "list" && words.count == 5
            guard !elements.isEmpty, let type = Scalar(words[words.count - 2]),
                isList || words.count == 3, !isList || Scalar(words[2]) != nil
            else { throw SceneFileError("\(place): the property cannot be read: \(words.joined(separator: " "))") }
            elements[elements.count - 1].properties.append(
                Property(name: words[words.count - 1], type: type, countType: isList ? Scalar(words[2]) : nil)
            )
        case ("ply", 1), ("comment", _), ("obj_info", _), (nil, _): break
        default: throw SceneFileError("\(place): the header cannot be read: \(words.joined(separator: " "))")
        }
    }
}
