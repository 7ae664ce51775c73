package import HeadroomScenes

/// The file of a picture of a shape, perhaps with that of its mask.
package struct PictureFile: Equatable, Sendable {
    package var path: String
    /// A picture of the same size, black outside the object; nil where the object is alone.
    package var mask: String?

    package init(_ path: String, mask: String? = nil) { (self.path, self.mask) = (path, mask) }

    /// Side of the square around an object, as a multiple of the object's: about that of the shapes that are drawn.
    private static let margin = 1.4

    /// The picture as a square; what a mask leaves out is gray, and the object is in the middle.
    package func square(side: Int) throws(SceneFileError) -> Image {
        let image = try Image(contentsOf: path)
        guard let mask else { return image.square(side: side) }
        let shape = try Image(contentsOf: mask)
        guard (shape.width, shape.height) == (image.width, image.height) else {
            throw SceneFileError(
                "\(mask) has \(shape.width) x \(shape.height) pixels, and \(path) \(image.width) x \(image.height)"
            )
        }
        let inside = (0..<shape.width * shape.height).filter { shape.bytes[$0 * shape.channels] >= 128 }
        guard !inside.isEmpty else { throw SceneFileError("\(mask) is black: the object is not in the picture") }
        return Self.cut(image, inside).square(side: side)
    }

    /// A square about the pixels of an object, which all other pixels of are transparent.
    private static func cut(_ image: Image, _ inside: [Int]) -> Image {
        let (columns, rows) = (inside.map { $0 % image.width }, inside.map { $0 / image.width })
        let (left, right) = (columns.min() ?? 0, columns.max() ?? 0)
        let (top, bottom) = (rows.min() ?? 0, rows.max() ?? 0)
        let side = Int((Double(max(right - left, bottom - top) + 1) * margin).rounded(.up))
        let (shiftX, shiftY) = ((side - 1 - left - right) / 2, (side - 1 - top - bottom) / 2)
        var result = Image(width: side, height: side, channels: 4)
        for pixel in inside {
            let target = 4 * ((pixel / image.width + shiftY) * side + pixel % image.width + shiftX)
            let source = pixel * image.channels
            for channel in 0..<3 {
                result.bytes[target + channel] = image.bytes[source + (image.channels == 1 ? 0 : channel)]
            }
            result.bytes[target + 3] = 255
        }
        return result
    }
}
