extension Image {
    /// The most pixels of a picture that is read.
    package static let mostPixels = 64 << 20

    /// Reads a PNG, a JPEG or a PPM, by its content.
    ///
    /// A JPEG is turned upright by the orientation that cameras note in it.
    package init(contentsOf path: String) throws(SceneFileError) {
        // No more than the pixels of the largest picture take in 8 bytes each.
        try self.init(decoding: try SceneFile.read(path, limit: 8 * Self.mostPixels), name: path)
    }

    /// Reads the bytes of a PNG, a JPEG or a PPM.
    ///
    /// - Parameter name: what errors name.
    package init(decoding bytes: [UInt8], name: String = "the picture") throws(SceneFileError) {
        if bytes.isEmpty { throw SceneFileError("\(name) is empty") }
        let format = PictureFormat(of: bytes)
        switch format {
        case .png: self = try PNG.decode(bytes, name: name)
        case .jpeg: self = try JPEG.decode(bytes, name: name)
        case .ppm: self = try PPM.decode(bytes, name: name)
        case .other, .unknown: throw format.refusal(name)
        }
    }

    /// Writes a PNG.
    package func encodedPNG() throws(SceneFileError) -> [UInt8] { try PNG.encode(self) }

    package func writePNG(to path: String) throws(SceneFileError) {
        try SceneFile.write(try PNG.encode(self, name: path), to: path)
    }

    /// Throws for a size that cannot be read: none, or more than ``mostPixels``.
    static func checkSize(_ width: Int, _ height: Int, _ name: String) throws(SceneFileError) {
        let (pixels, isTooLarge) = width.multipliedReportingOverflow(by: height)
        guard width > 0, height > 0 else {
            throw SceneFileError("\(name) declares a picture of \(width) x \(height) pixels")
        }
        guard !isTooLarge, pixels <= mostPixels else {
            throw SceneFileError(
                "\(name) has \(width) x \(height) pixels; at most \(mostPixels >> 20) million are read",
                hint: "Make it smaller, for example: ffmpeg -i \(name) -vf scale=2048:-1 smaller.png"
            )
        }
    }
}
