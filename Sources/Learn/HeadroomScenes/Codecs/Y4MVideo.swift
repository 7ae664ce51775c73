/// Frames of an uncompressed video in YUV4MPEG2, as `ffmpeg -i video.mp4 -pix_fmt yuv420p -f yuv4mpegpipe -` writes it.
package struct Y4MVideo: ~Copyable {
    package let width: Int
    package let height: Int
    /// Frames per second; nil where the header leaves it open.
    package let framesPerSecond: Double?

    private let sampling: ChromaSampling
    /// Whether brightness goes from 0 to 255, as from phones and cameras, and not from 16 to 235.
    private let isFullRange: Bool
    private var stream: ByteStream
    private var frameNumber = 0

    /// The longest header line that is read, in bytes.
    private static let longestLine = 1 << 12

    /// Reads the header of a stream.
    package init(_ stream: consuming ByteStream) throws(SceneFileError) {
        let name = stream.name
        let line = try stream.readLine(limit: Self.longestLine) ?? []
        let fields = String(decoding: line, as: UTF8.self).split(separator: " ").map(String.init)
        guard fields.first == "YUV4MPEG2" else {
            throw SceneFileError(
                "\(name) does not begin with YUV4MPEG2, as a Y4M video does",
                hint: "Convert it: ffmpeg -i VIDEO -pix_fmt yuv420p -f yuv4mpegpipe frames.y4m"
            )
        }
        func parameter(_ letter: String) -> Substring? {
            fields.dropFirst().first { $0.hasPrefix(letter) }?.dropFirst()
        }
        let (width, height) = (Int(parameter("W") ?? "") ?? 0, Int(parameter("H") ?? "") ?? 0)
        try Image.checkSize(width, height, name)
        let layout = String(parameter("C") ?? "420")
        guard let sampling = ChromaSampling(layout) else {
            throw SceneFileError(
                "\(name) has the colors C\(layout); 420, 422, 444 and mono of 8 bits are read",
                hint: "Convert it with ffmpeg's -pix_fmt yuv420p."
            )
        }
        let rate = (parameter("F") ?? "").split(separator: ":").compactMap { Double($0) }
        framesPerSecond = rate.count == 2 && rate[0] > 0 && rate[1] > 0 ? rate[0] / rate[1] : nil
        (self.width, self.height, self.sampling) = (width, height, sampling)
        isFullRange = fields.contains("XCOLORRANGE=FULL")
        self.stream = stream
    }

    /// The next frame in RGB; nil at the end.
    package mutating func next() throws(SceneFileError) -> Image? {
        guard let line = try stream.readLine(limit: Self.longestLine) else { return nil }
        frameNumber += 1
        guard line.has("FRAME") else {
            throw SceneFileError("\(stream.name): frame \(frameNumber) does not begin with FRAME")
        }
        let (chromaWidth, chromaHeight) = sampling.chromaSize(width, height)
        let size = width * height + 2 * chromaWidth * chromaHeight
        let bytes = try stream.read(upTo: size)
        guard bytes.count == size else {
            throw SceneFileError("\(stream.name): frame \(frameNumber) ends after \(bytes.count) of \(size) bytes")
        }
        return sampling.rgb(bytes, width, height, isFullRange: isFullRange)
    }
}
