/// Chroma subsampling of a YUV video: the number of chroma samples per luma sample.
enum ChromaSampling: Equatable {
    /// No color; and all of it, a half (columns), a quarter (columns and rows).
    case mono, full, half, quarter

    /// The value of a Y4M header after C, such as `420mpeg2`; nil for what is not read, such as more than 8 bits.
    init?(_ layout: String) {
        switch layout {
        case "mono": self = .mono
        case "444": self = .full
        case "422": self = .half
        case "420", "420jpeg", "420mpeg2", "420paldv": self = .quarter
        default: return nil
        }
    }

    /// Columns and rows of each of the two planes of color.
    func chromaSize(_ width: Int, _ height: Int) -> (width: Int, height: Int) {
        switch self {
        case .mono: (0, 0)
        case .full: (width, height)
        case .half: ((width + 1) / 2, height)
        case .quarter: ((width + 1) / 2, (height + 1) / 2)
        }
    }

    /// A picture in RGB of three planes Y, Cb, Cr by ITU-R BT.601.
    ///
    /// The color of a pixel is that of the value it shares, without interpolation.
    ///
    /// - Parameter isFullRange: whether the values go from 0 to 255; else Y from 16 to 235, and Cb and Cr from 16 to 240.
    func rgb(_ bytes: [UInt8], _ width: Int, _ height: Int, isFullRange: Bool) -> Image {
        let (chromaWidth, chromaHeight) = chromaSize(width, height)
        let (blue, red) = (width * height, width * height + chromaWidth * chromaHeight)
        let (columns, rows) = (self == .full ? 1 : 2, self == .quarter ? 2 : 1)
        let black: Float = isFullRange ? 0 : 16
        let (lightScale, colorScale): (Float, Float) = isFullRange ? (1, 1) : (255.0 / 219, 255.0 / 224)
        var image = Image(width: width, height: height)
        for y in 0..<height {
            for x in 0..<width {
                let chroma = y / rows * chromaWidth + x / columns
                let light = lightScale * (Float(bytes[y * width + x]) - black)
                let b = self == .mono ? 0 : colorScale * (Float(bytes[blue + chroma]) - 128)
                let r = self == .mono ? 0 : colorScale * (Float(bytes[red + chroma]) - 128)
                let pixel = (y * width + x) * 3
                // 2 (1 - k) for the weights k of red (0.299) and blue (0.114), and what that leaves for green.
                image.bytes[pixel] = Self.byte(light + 1.402 * r)
                image.bytes[pixel + 1] = Self.byte(light - 0.344_136 * b - 0.714_136 * r)
                image.bytes[pixel + 2] = Self.byte(light + 1.772 * b)
            }
        }
        return image
    }

    private static func byte(_ value: Float) -> UInt8 { UInt8(min(max(value.rounded(), 0), 255)) }
}
