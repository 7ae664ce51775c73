/// The files in a ZIP in memory: stored or deflated, without encryption.
struct ZipArchive {
    struct Entry {
        let name: String
        let isDeflated: Bool
        let checksum: UInt32
        let compressedSize: Int
        let size: Int
        /// The byte of its local header.
        let offset: Int
    }

    let entries: [Entry]
    private let bytes: [UInt8]
    private let name: String

    /// Reads the directory at the end.
    init(_ bytes: [UInt8], name: String) throws(SceneFileError) {
        (self.bytes, self.name) = (bytes, name)
        guard let end = Self.endRecord(bytes) else {
            throw SceneFileError("\(name) is not a ZIP archive, or its end is missing", hint: "Copy the file again.")
        }
        var reader = ByteReader(bytes, name: name, offset: end + 10)
        let count = Int(try reader.integer(UInt16.self, "the number of files"))
        try reader.skip(4, "the directory")
        reader.offset = min(Int(try reader.integer(UInt32.self, "the directory")), bytes.count)
        var entries: [Entry] = []
        for _ in 0..<count { entries.append(try Self.entry(&reader)) }
        self.entries = entries
    }

    /// The byte of the record at the end, after which only a comment of up to 65535 bytes may follow.
    private static func endRecord(_ bytes: [UInt8]) -> Int? {
        stride(from: bytes.count - 22, through: max(0, bytes.count - 22 - 65535), by: -1).first {
            $0 >= 0 && bytes.has("PK\u{05}\u{06}", at: $0)
        }
    }

    private static func entry(_ reader: inout ByteReader) throws(SceneFileError) -> Entry {
        guard reader.bytes.has("PK\u{01}\u{02}", at: reader.offset) else {
            throw SceneFileError("\(reader.name), byte \(reader.offset): the directory of the ZIP is damaged")
        }
        try reader.skip(8, "the directory")
        let flags = try reader.integer(UInt16.self, "the directory")
        let method = try reader.integer(UInt16.self, "the directory")
        try reader.skip(4, "the directory")
        let checksum = try reader.integer(UInt32.self, "the directory")
        var sizes = [0, 0, 0]  // Compressed, whole, and the offset.
        sizes[0] = Int(try reader.integer(UInt32.self, "the directory"))
        sizes[1] = Int(try reader.integer(UInt32.self, "the directory"))
        let nameLength = Int(try reader.integer(UInt16.self, "the directory"))
        let extraLength = Int(try reader.integer(UInt16.self, "the directory"))
        let commentLength = Int(try reader.integer(UInt16.self, "the directory"))
        try reader.skip(8, "the directory")
        sizes[2] = Int(try reader.integer(UInt32.self, "the directory"))
        let name = String(decoding: try reader.read(nameLength, "a name"), as: UTF8.self)
        let extra = Array(try reader.read(extraLength, "the directory"))
        try reader.skip(commentLength, "a comment")
        try widen(&sizes, extra, reader.name)
        guard flags & 1 == 0, method == 0 || method == 8 else {
            throw SceneFileError("\(reader.name): \(name) is encrypted or compressed by a method that is not read")
        }
        return Entry(
            name: name,
            isDeflated: method == 8,
            checksum: checksum,
            compressedSize: sizes[0],
            size: sizes[1],
            offset: sizes[2]
        )
    }

    /// Takes the sizes that do not fit 32 bits from the field of ZIP64: the whole, the compressed, and the offset.
    private static func widen(_ sizes: inout [Int], _ extra: [UInt8], _ name: String) throws(SceneFileError) {
        var reader = ByteReader(extra, name: name)
        while reader.remaining >= 4 {
            let kind = try reader.integer(UInt16.self, "a field of the directory")
            let end = reader.offset + 2 + Int(try reader.integer(UInt16.self, "a field of the directory"))
            for index in [1, 0, 2] where kind == 1 && sizes[index] == 0xFFFF_FFFF {
                sizes[index] = Int(clamping: try reader.integer(UInt64.self, "a size"))
            }
            reader.offset = min(end, extra.count)
        }
    }

    /// The bytes of a file, which agree with their checksum.
    func content(of entry: Entry) throws(SceneFileError) -> [UInt8] {
        let what = "\(name), \(entry.name)"
        guard bytes.has("PK\u{03}\u{04}", at: entry.offset) else {
            throw SceneFileError("\(what): its local header is damaged")
        }
        var reader = ByteReader(bytes, name: what, offset: entry.offset)
        try reader.skip(26, "the local header")
        let nameLength = Int(try reader.integer(UInt16.self, "the local header"))
        let extraLength = Int(try reader.integer(UInt16.self, "the local header"))
        try reader.skip(nameLength + extraLength, "the local header")
        let data = try reader.read(entry.compressedSize, "its data")
        let content = entry.isDeflated ? try Deflate.expand(data, size: entry.size, what: what) : Array(data)
        guard content.count == entry.size, Deflate.crc32(content) == entry.checksum else {
            throw SceneFileError("\(what) is damaged: its checksum is wrong", hint: "Copy the file again.")
        }
        return content
    }
}
