internal import FoundationEssentials

/// The header of a safetensors file: type, shape and byte range of every tensor.
struct StateHeader {
    struct Entry: Sendable {
        let name: String
        let scalarType: ScalarType
        let shape: [Int]
        /// The byte range of the elements, relative to the end of the header.
        let start: Int
        let end: Int
    }

    /// Sorted by byte range.
    let entries: [Entry]
    let metadata: [String: String]

    /// Maximum length, as in other readers; a file with a longer header is not a safetensors file.
    private static let greatestByteCount = 100_000_000

    /// Places the tensors one after the other.
    init(describing tensors: [NamedTensor], metadata: [String: String]) throws(TorchError) {
        var entries: [Entry] = []
        var names: Set<String> = [Self.metadataName]
        var end = 0
        for entry in tensors {
            guard names.insert(entry.name).inserted else {
                throw fileError("two tensors are named '\(entry.name)', or it is a name that the format keeps")
            }
            let type = entry.tensor.scalarType
            guard Self.typeNames[type] != nil else { throw fileError("'\(entry.name)' has no type of the format") }
            let start = end
            end += entry.tensor.elementCount * type.byteCount
            entries.append(
                Entry(name: entry.name, scalarType: type, shape: entry.tensor.shape, start: start, end: end)
            )
        }
        self.entries = entries
        self.metadata = metadata
    }

    private init(entries: [Entry], metadata: [String: String]) {
        self.entries = entries
        self.metadata = metadata
    }

    /// The length and the JSON, padded with spaces so that the elements begin at a multiple of 8 bytes.
    func encoded() throws(TorchError) -> [UInt8] {
        var fields: [String: Field] = metadata.isEmpty ? [:] : [Self.metadataName: .metadata(metadata)]
        for entry in entries {
            fields[entry.name] = .tensor(
                Description(
                    dtype: Self.typeNames[entry.scalarType] ?? "",
                    shape: entry.shape,
                    offsets: [entry.start, entry.end]
                )
            )
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard var json = (try? encoder.encode(fields)).map([UInt8].init) else {
            throw fileError("the header cannot be written as JSON")
        }
        json += Array(repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8)
        return withUnsafeBytes(of: UInt64(json.count).littleEndian, Array.init) + json
    }

    /// Reads the header of a file; `dataStart` is the offset of the first element.
    static func decode(_ file: InputFile) throws(TorchError) -> (header: StateHeader, dataStart: Int) {
        func broken(_ reason: String) -> TorchError {
            fileError("\(file.path) is not a whole safetensors file: \(reason)")
        }
        guard file.size >= 8 else { throw broken("it has \(file.size) bytes") }
        let length = try file.read(0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(min(greatestByteCount, file.size - 8)) else {
            throw broken("its header would have \(length) bytes")
        }
        let dataStart = 8 + Int(length)
        let json = Data(try file.read(8..<dataStart))
        guard let fields = try? JSONDecoder().decode([String: Field].self, from: json) else {
            throw broken("its header is not the JSON of this format")
        }
        var entries: [Entry] = []
        var metadata: [String: String] = [:]
        for (name, field) in fields {
            switch field {
            case .metadata(let texts): metadata = texts
            case .tensor(let description): entries.append(try description.entry(name, broken))
            }
        }
        entries.sort { ($0.start, $0.end, $0.name) < ($1.start, $1.end, $1.name) }
        var end = 0
        for entry in entries {
            guard entry.start == end else { throw broken("'\(entry.name)' does not begin where the one before ends") }
            end = entry.end
        }
        guard end == file.size - dataStart else {
            throw broken("its tensors have \(end) bytes, and \(file.size - dataStart) are there")
        }
        return (StateHeader(entries: entries, metadata: metadata), dataStart)
    }
}

extension StateHeader {
    fileprivate static let metadataName = "__metadata__"

    /// The type names of the format.
    fileprivate static let typeNames: [ScalarType: String] = [
        .uint8: "U8", .int8: "I8", .int16: "I16", .int32: "I32", .int64: "I64",
        .float16: "F16", .bfloat16: "BF16", .float32: "F32", .float64: "F64", .bool: "BOOL",
    ]

    /// The JSON description of a tensor.
    fileprivate struct Description: Codable {
        let dtype: String
        let shape: [Int]
        let offsets: [Int]

        enum CodingKeys: String, CodingKey {
            case dtype, shape
            case offsets = "data_offsets"
        }

        func entry(_ name: String, _ broken: (String) -> TorchError) throws(TorchError) -> Entry {
            guard let type = StateHeader.typeNames.first(where: { $0.value == dtype })?.key else {
                throw broken("'\(name)' is of the type '\(dtype)', which is not supported")
            }
            var size = type.byteCount
            for extent in shape {
                let (product, overflows) = size.multipliedReportingOverflow(by: extent)
                guard extent >= 0, !overflows else { throw broken("'\(name)' has the shape \(shape)") }
                size = product
            }
            guard offsets.count == 2, offsets[0] >= 0, offsets[1] >= offsets[0], offsets[1] - offsets[0] == size else {
                throw broken("'\(name)' of the shape \(shape) does not have the bytes \(offsets)")
            }
            return Entry(name: name, scalarType: type, shape: shape, start: offsets[0], end: offsets[1])
        }
    }

    fileprivate enum Field: Codable {
        case tensor(Description)
        case metadata([String: String])

        init(from decoder: any Decoder) throws {
            // The only reserved key; a tensor's fields are not all strings.
            if decoder.codingPath.last?.stringValue == StateHeader.metadataName {
                self = .metadata(try [String: String](from: decoder))
            } else {
                self = .tensor(try Description(from: decoder))
            }
        }

        func encode(to encoder: any Encoder) throws {
            switch self {
            case .tensor(let description): try description.encode(to: encoder)
            case .metadata(let texts): try texts.encode(to: encoder)
            }
        }
    }
}
