/// Portable pixmaps (P6) and graymaps (P5) of Netpbm, with 8 or 16 bits.
enum PPM {
    static func decode(_ bytes: [UInt8], name: String) throws(SceneFileError) -> Image {
        var offset = 2
        let width = try number(bytes, &offset, "the width", name)
        let height = try number(bytes, &offset, "the height", name)
        let largest = try number(bytes, &offset, "the largest value", name)
        try Image.checkSize(width, height, name)
        guard (1...65535).contains(largest) else {
            throw SceneFileError("\(name): the largest value is \(largest); it must be from 1 to 65535")
        }
        let channels = bytes.has("P6") ? 3 : 1
        let size = largest > 255 ? 2 : 1
        // One byte of white space ends the header.
        var reader = ByteReader(bytes, name: name, offset: min(offset + 1, bytes.count))
        let data = try reader.read(width * height * channels * size, "the pixels")
        return Image(
            width: width,
            height: height,
            channels: channels,
            bytes: size == 1 && largest == 255 ? Array(data) : scaled(data, size: size, largest: largest)
        )
    }

    /// Values from 0 to `largest`, most significant byte first, as 0 to 255.
    private static func scaled(_ data: ArraySlice<UInt8>, size: Int, largest: Int) -> [UInt8] {
        stride(from: data.startIndex, to: data.endIndex, by: size).map { index in
            let value = size == 1 ? Int(data[index]) : Int(data[index]) << 8 | Int(data[index + 1])
            return UInt8((min(value, largest) * 255 + largest / 2) / largest)
        }
    }

    /// A number of the header, after white space and comments.
    private static func number(
        _ bytes: [UInt8],
        _ offset: inout Int,
        _ what: String,
        _ name: String
    ) throws(SceneFileError) -> Int {
        let (space, newline) = ([0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20] as [UInt8], [0x0A, 0x0D] as [UInt8])
        while offset < bytes.count, space.contains(bytes[offset]) || bytes[offset] == UInt8(ascii: "#") {
            if bytes[offset] == UInt8(ascii: "#") {
                while offset < bytes.count, !newline.contains(bytes[offset]) { offset += 1 }
            } else {
                offset += 1
            }
        }
        let start = offset
        while offset < bytes.count, (0x30...0x39).contains(bytes[offset]) { offset += 1 }
        let digits = String(decoding: bytes[start..<offset], as: UTF8.self)
        guard let number = Int(digits), offset < bytes.count, space.contains(bytes[offset]) else {
            throw SceneFileError("\(name): \(what) in its header, at byte \(start), is not a number")
        }
        return number
    }
}
