import CImageCodec

/// A picture with one number a pixel, of 8 or 16 bits: a gray PNG, as depths are stored.
package struct DepthPicture: Equatable, Sendable {
    package let width: Int
    package let height: Int
    /// Bits of the file's values.
    package let bits: Int
    /// `[height, width]`, from the top row.
    package var values: [UInt16]

    package init(width: Int, height: Int, values: [UInt16]) {
        precondition(values.count == width * height)
        (self.width, self.height, self.values, bits) = (width, height, values, 16)
    }

    package init(contentsOf path: String) throws(SceneFileError) {
        try self.init(decoding: try SceneFile.read(path, limit: 8 * Image.mostPixels), name: path)
    }

    /// Reads the bytes of a PNG.
    ///
    /// - Parameter name: what errors name.
    package init(decoding bytes: [UInt8], name: String = "the picture") throws(SceneFileError) {
        guard PictureFormat(of: bytes) == .png else {
            throw SceneFileError(
                "\(name) is not a PNG, as pictures of depths are",
                hint: "Convert it to a gray PNG of 16 bits, in millimeters."
            )
        }
        // The signature, then the first chunk: its length, its kind, and the header.
        var reader = ByteReader(bytes, name: name, offset: 12)
        reader.isBigEndian = true
        let kind = try reader.integer(UInt32.self, "the header")
        let (width, height) = (
            Int(try reader.integer(UInt32.self, "the width")), Int(try reader.integer(UInt32.self, "the height"))
        )
        let (bits, color) = (
            Int(try reader.integer(UInt8.self, "the bits")), try reader.integer(UInt8.self, "the kind of colors")
        )
        guard kind == 0x4948_4452 else {
            throw SceneFileError("\(name) is not a readable PNG: it does not begin with its header")
        }
        guard color == 0, bits == 8 || bits == 16 else {
            throw SceneFileError("\(name) is not a depth picture, a gray PNG of 8 or 16 bits")
        }
        try Image.checkSize(width, height, name)
        var message = CodecCall.message
        var isDecoded = false
        values = [UInt16](unsafeUninitializedCapacity: width * height) { buffer, initialized in
            isDecoded = image_codec_png_gray_decode(
                bytes,
                bytes.count,
                UInt32(width),
                UInt32(height),
                buffer.baseAddress,
                &message
            )
            initialized = isDecoded ? width * height : 0
        }
        guard isDecoded else { throw CodecCall.failure(name, "is not a readable PNG", message) }
        (self.width, self.height, self.bits) = (width, height, bits)
    }

    /// A PNG of 16 bits.
    package func encodedPNG(name: String = "the picture") throws(SceneFileError) -> [UInt8] {
        try Image.checkSize(width, height, name)
        var message = CodecCall.message
        let capacity = image_codec_png_gray_bound(UInt32(width), UInt32(height))
        let file = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, initialized in
            initialized = image_codec_png_gray_encode(
                values,
                UInt32(width),
                UInt32(height),
                buffer.baseAddress,
                capacity,
                &message
            )
        }
        guard !file.isEmpty else { throw CodecCall.failure(name, "cannot be encoded", message) }
        return file
    }

    package func writePNG(to path: String) throws(SceneFileError) {
        try SceneFile.write(try encodedPNG(name: path), to: path)
    }
}
