/// A picture of 8 bits a channel.
package struct Image: Equatable, Sendable {
    package let width: Int
    package let height: Int
    /// 1 gray, 3 RGB or 4 RGBA.
    package let channels: Int
    /// `[height, width, channels]`, from the top row.
    package var bytes: [UInt8]

    package init(width: Int, height: Int, channels: Int = 3) {
        self.init(
            width: width,
            height: height,
            channels: channels,
            bytes: Array(repeating: 0, count: width * height * channels)
        )
    }

    package init(width: Int, height: Int, channels: Int, bytes: [UInt8]) {
        precondition([1, 3, 4].contains(channels) && bytes.count == width * height * channels)
        (self.width, self.height, self.channels, self.bytes) = (width, height, channels, bytes)
    }
}

extension Image {
    /// The bytes channel by channel, `[channels, height, width]`, as networks read them.
    package var planes: [UInt8] {
        (0..<channels).flatMap { channel in stride(from: channel, to: bytes.count, by: channels).map { bytes[$0] } }
    }
}
