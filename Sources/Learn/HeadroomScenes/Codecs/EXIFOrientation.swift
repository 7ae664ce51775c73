/// Orientation of a photo: tag 0x0112 of EXIF 2.3, from 1 (upright) to 8.
enum EXIFOrientation {
    /// The orientation of a JPEG; 1 where none is noted or the note is damaged.
    static func read(_ jpeg: [UInt8]) -> Int {
        var offset = 2
        // Segments: 0xFF, a kind, and a length that counts itself, up to the start of the scan.
        while offset + 4 <= jpeg.count, jpeg[offset] == 0xFF, jpeg[offset + 1] != 0xDA {
            let length = Int(jpeg[offset + 2]) << 8 | Int(jpeg[offset + 3])
            if length < 2 { return 1 }
            if jpeg[offset + 1] == 0xE1, jpeg.has("Exif\0\0", at: offset + 4) {
                let end = min(offset + 2 + length, jpeg.count)
                return orientation(inTIFF: Array(jpeg[min(offset + 10, end)..<end])) ?? 1
            }
            offset += 2 + length
        }
        return 1
    }

    /// The entry of the first directory of a TIFF.
    private static func orientation(inTIFF bytes: [UInt8]) -> Int? {
        var reader = ByteReader(bytes, name: "EXIF")
        guard bytes.has("II*\0") || bytes.has("MM\0*") else { return nil }
        reader.isBigEndian = bytes.has("MM")
        reader.offset = 4
        guard let directory = try? reader.integer(UInt32.self, "the directory") else { return nil }
        reader.offset = min(Int(directory), bytes.count)
        guard let count = try? reader.integer(UInt16.self, "the directory") else { return nil }
        for _ in 0..<count {
            guard let tag = try? reader.integer(UInt16.self, "a tag"),
                (try? reader.skip(6, "a type")) != nil,
                let value = try? reader.integer(UInt16.self, "a value"),
                (try? reader.skip(2, "a value")) != nil
            else { return nil }
            if tag == 0x0112 { return (1...8).contains(value) ? Int(value) : nil }
        }
        return nil
    }
}

extension Image {
    /// The picture upright, for an orientation of EXIF.
    ///
    /// Orientations 5 to 8 exchange width and height.
    func oriented(_ orientation: Int) -> Image {
        guard (2...8).contains(orientation) else { return self }
        let isTransposed = orientation >= 5
        let (newWidth, newHeight) = isTransposed ? (height, width) : (width, height)
        // Whether the stored columns, and the stored rows, run against those of the upright picture.
        let (flipsX, flipsY) = ([2, 3, 7, 8].contains(orientation), [3, 4, 6, 7].contains(orientation))
        var result = Image(width: newWidth, height: newHeight, channels: channels)
        for y in 0..<newHeight {
            for x in 0..<newWidth {
                let (column, row) = isTransposed ? (y, x) : (x, y)
                let source = (flipsY ? height - 1 - row : row) * width + (flipsX ? width - 1 - column : column)
                for channel in 0..<channels {
                    result.bytes[(y * newWidth + x) * channels + channel] = bytes[source * channels + channel]
                }
            }
        }
        return result
    }
}
