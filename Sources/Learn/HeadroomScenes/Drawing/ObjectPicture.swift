package import HeadroomNumerics

extension ObjectView {
    /// The object in front of a background.
    package func image(_ background: Background, using generator: inout SeededGenerator) -> Image {
        let behind = background.pixels(size: size, using: &generator)
        var image = Image(width: size, height: size)
        for index in parts.indices {
            let color = parts[index] == 0 ? behind[index] : colors[index]
            for channel in 0..<3 {
                image.bytes[3 * index + channel] = UInt8(max(0, min(1, color[channel])) * 255 + 0.5)
            }
        }
        return image
    }
}
