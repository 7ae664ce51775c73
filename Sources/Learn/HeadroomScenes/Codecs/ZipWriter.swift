/// Writes a ZIP below 2 GB.
enum ZipWriter {
    /// - Parameter compressed: whether they are deflated, else stored.
    static func bytes(
        of files: [(name: String, content: [UInt8])],
        compressed: Bool
    ) throws(SceneFileError) -> [UInt8] {
        guard files.count < 1 << 16, files.reduce(0, { $0 + $1.content.count + $1.name.utf8.count }) < 1 << 31 else {
            throw SceneFileError("a ZIP of 2 GB or more cannot be written", hint: "Write fewer arrays into each file.")
        }
        var (archive, directory) = ([] as [UInt8], [] as [UInt8])
        for (name, content) in files {
            let data = compressed ? Deflate.compress(content) : content
            var common: [UInt8] = []
            common.append(littleEndian: 20 as UInt16)  // The version that is needed.
            common.append(littleEndian: 0x0800 as UInt16)  // The name is in UTF-8.
            common.append(littleEndian: (compressed ? 8 : 0) as UInt16)
            common.append(littleEndian: 0 as UInt16)
            common.append(littleEndian: 0x0021 as UInt16)  // 1 January 1980: the same content gives the same file.
            common.append(littleEndian: Deflate.crc32(content))
            common.append(littleEndian: UInt32(data.count))
            common.append(littleEndian: UInt32(content.count))
            common.append(littleEndian: UInt16(name.utf8.count))
            common.append(littleEndian: 0 as UInt16)
            directory += Array("PK\u{01}\u{02}".utf8) + [20, 0] + common
            // No comment, the first disk, no attributes.
            directory += Array(repeating: 0, count: 10)
            directory.append(littleEndian: UInt32(archive.count))
            directory += Array(name.utf8)
            archive += Array("PK\u{03}\u{04}".utf8) + common + Array(name.utf8) + data
        }
        let start = archive.count
        archive += directory + Array("PK\u{05}\u{06}".utf8) + [0, 0, 0, 0]
        archive.append(littleEndian: UInt16(files.count))
        archive.append(littleEndian: UInt16(files.count))
        archive.append(littleEndian: UInt32(directory.count))
        archive.append(littleEndian: UInt32(start))
        return archive + [0, 0]
    }
}
