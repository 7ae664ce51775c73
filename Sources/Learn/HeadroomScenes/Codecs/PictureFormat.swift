/// File format of a picture, by its first bytes; not by its name, since pictures are often renamed.
enum PictureFormat: Equatable {
    case png, jpeg, ppm
    /// A format that is not read: its name, and whether it is a video.
    case other(String, isVideo: Bool)
    case unknown

    init(of bytes: [UInt8]) {
        self =
            switch true {
            case bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]): .png
            case bytes.starts(with: [0xFF, 0xD8, 0xFF]): .jpeg
            case bytes.has("P5"), bytes.has("P6"): .ppm
            case bytes.has("ftyp", at: 4): Self.ofBrand(bytes)
            case bytes.has("RIFF") && bytes.has("WEBP", at: 8): .other("a WebP picture", isVideo: false)
            case bytes.has("RIFF") && bytes.has("AVI ", at: 8): .other("an AVI video", isVideo: true)
            case bytes.starts(with: [0x1A, 0x45, 0xDF, 0xA3]): .other("a Matroska or WebM video", isVideo: true)
            case bytes.starts(with: [0x00, 0x00, 0x01, 0xBA]): .other("an MPEG video", isVideo: true)
            case bytes.has("YUV4MPEG2"): .other("a YUV4MPEG2 video", isVideo: true)
            case bytes.has("GIF8"): .other("a GIF", isVideo: false)
            case bytes.has("II*\0"), bytes.has("MM\0*"): .other("a TIFF picture", isVideo: false)
            case bytes.has("BM"): .other("a BMP picture", isVideo: false)
            default: .unknown
            }
    }

    /// A file of the ISO base media format, by the brand after `ftyp`.
    private static func ofBrand(_ bytes: [UInt8]) -> Self {
        let brands = ["heic", "heix", "heim", "heis", "hevc", "mif1", "msf1", "avif", "avis"]
        let brand = String(decoding: bytes[8..<min(12, bytes.count)], as: UTF8.self)
        guard brands.contains(brand) else { return .other("an MP4 or QuickTime video", isVideo: true) }
        return .other(brand.hasPrefix("avi") ? "an AVIF picture" : "a HEIC picture", isVideo: false)
    }

    /// Error for a file of another format, with the command that converts it.
    func refusal(_ name: String) -> SceneFileError {
        guard case .other(let kind, let isVideo) = self else {
            return SceneFileError(
                "\(name) is not a readable picture: it does not begin as a PNG, a JPEG or a PPM",
                hint: "Convert it to PNG, for example: ffmpeg -i \(name) \(Self.stem(name)).png"
            )
        }
        return isVideo
            ? SceneFileError(
                "\(name) is \(kind), not a picture",
                hint: """
                    Make pictures of it, for example 5 a second: \
                    mkdir frames && ffmpeg -i \(name) -vf fps=5 frames/%05d.png
                    """
            )
            : SceneFileError(
                "\(name) is \(kind), which cannot be read",
                hint: "Convert it to PNG: ffmpeg -i \(name) \(Self.stem(name)).png"
            )
    }

    private static func stem(_ name: String) -> Substring {
        guard let dot = name.lastIndex(of: "."), !name[dot...].contains("/") else { return name[...] }
        return name[..<dot]
    }
}
