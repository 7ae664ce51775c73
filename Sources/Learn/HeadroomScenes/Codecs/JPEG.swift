import CImageCodec

/// JPEG, by libjpeg-turbo.
enum JPEG {
    /// Decodes a picture and turns it upright.
    static func decode(_ bytes: [UInt8], name: String) throws(SceneFileError) -> Image {
        var header = image_codec_header()
        var message = CodecCall.message
        guard image_codec_jpeg_header(bytes, bytes.count, &header, &message) else {
            throw CodecCall.failure(name, "is not a readable JPEG", message)
        }
        let (width, height, channels) = (Int(header.width), Int(header.height), Int(header.channels))
        try Image.checkSize(width, height, name)
        var isDecoded = false
        var pixels = [UInt8](unsafeUninitializedCapacity: width * height * channels) { buffer, initialized in
            isDecoded = image_codec_jpeg_decode(bytes, bytes.count, &header, buffer.baseAddress, &message)
            initialized = isDecoded ? width * height * channels : 0
        }
        guard isDecoded else { throw CodecCall.failure(name, "is not a readable JPEG", message) }
        if header.is_cmyk { pixels = rgb(ofInvertedCMYK: pixels) }
        return Image(width: width, height: height, channels: header.is_cmyk ? 3 : channels, bytes: pixels)
            .oriented(EXIFOrientation.read(bytes))
    }

    /// Colors of inks as Adobe's programs write them: 255 is no ink.
    private static func rgb(ofInvertedCMYK pixels: [UInt8]) -> [UInt8] {
        var rgb: [UInt8] = []
        rgb.reserveCapacity(pixels.count / 4 * 3)
        for pixel in stride(from: 0, to: pixels.count, by: 4) {
            let light = Int(pixels[pixel + 3])
            for ink in 0..<3 { rgb.append(UInt8((Int(pixels[pixel + ink]) * light + 127) / 255)) }
        }
        return rgb
    }
}
