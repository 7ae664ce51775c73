/// A part of a PNG: its length, kind, data and CRC-32.
package struct PNGChunk {
    /// Four letters.
    package let kind: String
    package let data: ArraySlice<UInt8>

    package init(kind: String, data: ArraySlice<UInt8>) {
        self.kind = kind
        self.data = data
    }

    /// The chunks of a whole PNG file.
    package static func all(in file: [UInt8]) -> [PNGChunk] {
        var chunks: [PNGChunk] = []
        var reader = ByteReader(file, name: "PNG", offset: 8)
        reader.isBigEndian = true
        while let length = try? reader.integer(UInt32.self, "a length"),
            let kind = try? reader.read(4, "a kind"),
            let data = try? reader.read(Int(length), "data"),
            (try? reader.skip(4, "a checksum")) != nil
        {
            chunks.append(PNGChunk(kind: String(decoding: kind, as: UTF8.self), data: data))
        }
        return chunks
    }
}

extension [UInt8] {
    /// Appends a chunk with its length and checksum.
    package mutating func append(_ chunk: PNGChunk) {
        append(bigEndian: UInt32(chunk.data.count))
        let start = count
        append(contentsOf: chunk.kind.utf8)
        append(contentsOf: chunk.data)
        append(bigEndian: Deflate.crc32(self[start...]))
    }
}
