/// Frames of RGB without any header, as `ffmpeg -i video.mp4 -f rawvideo -pix_fmt rgb24 -` writes them.
package struct RawVideo: ~Copyable {
    package let width: Int
    package let height: Int

    private var stream: ByteStream
    private var frameNumber = 0

    /// - Parameters:
    ///   - width: columns of each frame, which the stream does not have.
    ///   - height: its rows.
    package init(_ stream: consuming ByteStream, width: Int, height: Int) throws(SceneFileError) {
        try Image.checkSize(width, height, stream.name)
        (self.width, self.height) = (width, height)
        self.stream = stream
    }

    /// The next frame; nil at the end.
    package mutating func next() throws(SceneFileError) -> Image? {
        let size = width * height * 3
        let bytes = try stream.read(upTo: size)
        if bytes.isEmpty { return nil }
        frameNumber += 1
        guard bytes.count == size else {
            throw SceneFileError(
                "\(stream.name): frame \(frameNumber) ends after \(bytes.count) of \(size) bytes",
                hint: "The frames may not have \(width) x \(height) pixels, or not 3 bytes each (-pix_fmt rgb24)."
            )
        }
        return Image(width: width, height: height, channels: 3, bytes: bytes)
    }
}
