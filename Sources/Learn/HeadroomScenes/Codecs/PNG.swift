import CImageCodec

/// Portable Network Graphics, by libpng.
package enum PNG {
    static func decode(_ bytes: [UInt8], name: String) throws(SceneFileError) -> Image {
        var header = image_codec_header()
        var message = CodecCall.message
        guard image_codec_png_header(bytes, bytes.count, &header, &message) else {
            throw CodecCall.failure(name, "is not a readable PNG", message)
        }
        let (width, height, channels) = (Int(header.width), Int(header.height), Int(header.channels))
        try Image.checkSize(width, height, name)
        var isDecoded = false
        let pixels = [UInt8](unsafeUninitializedCapacity: width * height * channels) { buffer, initialized in
            isDecoded = image_codec_png_decode(bytes, bytes.count, &header, buffer.baseAddress, &message)
            initialized = isDecoded ? width * height * channels : 0
        }
        guard isDecoded else { throw CodecCall.failure(name, "is not a readable PNG", message) }
        return Image(width: width, height: height, channels: channels, bytes: pixels)
    }

    /// The bytes of a PNG file.
    package static func encode(_ image: Image, name: String = "the picture") throws(SceneFileError) -> [UInt8] {
        try Image.checkSize(image.width, image.height, name)
        var header = image_codec_header(
            width: UInt32(image.width),
            height: UInt32(image.height),
            channels: UInt32(image.channels),
            is_cmyk: false
        )
        var message = CodecCall.message
        let capacity = image_codec_png_bound(&header)
        let file = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, initialized in
            initialized = image_codec_png_encode(image.bytes, &header, buffer.baseAddress, capacity, &message)
        }
        guard !file.isEmpty else { throw CodecCall.failure(name, "cannot be encoded", message) }
        return file
    }
}
