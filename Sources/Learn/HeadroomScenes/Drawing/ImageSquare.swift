extension Image {
    /// Gray that a transparent picture is laid on, the same as behind the objects that are drawn here.
    private static let backdrop: Float = 0.94 * 255

    /// The picture as RGB of `side` by `side` pixels: laid on light gray where it is transparent, extended by the mean
    /// color of its border to a square, and scaled, each pixel the mean of those that it covers.
    package func square(side: Int) -> Image {
        let colors = opaqueColors()
        let extent = max(width, height)
        let (left, top) = ((extent - width) / 2, (extent - height) / 2)
        let border = borderMean(colors)
        var result = Image(width: side, height: side)
        let scale = Double(extent) / Double(side)
        for row in 0..<side {
            let rows = Self.covered(row, scale)
            for column in 0..<side {
                var (sum, weight) = (SIMD3<Float>.zero, 0 as Float)
                for (y, share) in rows {
                    for (x, otherShare) in Self.covered(column, scale) {
                        let (sourceX, sourceY) = (x - left, y - top)
                        let isInside = (0..<width).contains(sourceX) && (0..<height).contains(sourceY)
                        sum += (isInside ? colors[sourceY * width + sourceX] : border) * (share * otherShare)
                        weight += share * otherShare
                    }
                }
                let color = sum / weight
                for channel in 0..<3 {
                    result.bytes[3 * (row * side + column) + channel] = UInt8(max(0, min(255, color[channel])) + 0.5)
                }
            }
        }
        return result
    }

    /// The pixels that a pixel of the scaled picture covers, with the covered share of each.
    private static func covered(_ pixel: Int, _ scale: Double) -> [(index: Int, share: Float)] {
        let (low, high) = (Double(pixel) * scale, Double(pixel + 1) * scale)
        return (Int(low)..<max(Int(low) + 1, Int(high.rounded(.up)))).map { index in
            (index, Float(min(high, Double(index + 1)) - max(low, Double(index))))
        }
    }

    /// Color of each pixel from 0 to 255, `[height, width]`.
    private func opaqueColors() -> [SIMD3<Float>] {
        (0..<width * height).map { pixel in
            func byte(_ channel: Int) -> Float { Float(bytes[pixel * channels + channel]) }
            switch channels {
            case 1: return SIMD3(repeating: byte(0))
            case 3: return [byte(0), byte(1), byte(2)]
            default:
                let alpha = byte(3) / 255
                return SIMD3(byte(0), byte(1), byte(2)) * alpha + Self.backdrop * (1 - alpha)
            }
        }
    }

    private func borderMean(_ colors: [SIMD3<Float>]) -> SIMD3<Float> {
        let border = colors.indices.filter { index in
            let (x, y) = (index % width, index / width)
            return x == 0 || y == 0 || x == width - 1 || y == height - 1
        }
        return border.reduce(.zero) { $0 + colors[$1] } / Float(border.count)
    }
}
