import HeadroomScenes

/// Pictures beside one another: those that were given, the reconstruction from around, and the truth where it is known.
struct ContactSheet {
    private let rows: [[Image]]

    /// Pixels on each side of a picture.
    private static let side = 192
    private static let columns = 4

    /// - Parameters:
    ///   - pictures: as the model receives them.
    ///   - truth: the true surface; nil where it is not known.
    init(pictures: [Image], reconstruction: Mesh, truth: Mesh?) {
        let given = pictures.map { $0.enlarged(to: Self.side) }
        let lines = stride(from: 0, to: given.count, by: Self.columns).map {
            Array(given[$0..<min($0 + Self.columns, given.count)])
        }
        rows = lines + [Self.around(reconstruction)] + (truth.map { [Self.around($0)] } ?? [])
    }

    private static func around(_ mesh: Mesh) -> [Image] {
        (0..<columns).map { Turntable.frame(mesh, share: Double($0) / Double(columns), size: side) }
    }

    var image: Image {
        let (side, gap) = (Self.side, 4)
        let width = Self.columns * (side + gap) - gap
        var sheet = Image(width: width, height: rows.count * (side + gap) - gap)
        // The gray behind the objects, so that the sheet has no light lines on a dark page.
        sheet.bytes = Array(repeating: 240, count: sheet.bytes.count)
        for (row, pictures) in rows.enumerated() {
            for (column, picture) in pictures.enumerated() {
                for y in 0..<side {
                    let place = 3 * ((row * (side + gap) + y) * width + column * (side + gap))
                    sheet.bytes.replaceSubrange(
                        place..<place + 3 * side,
                        with: picture.bytes[3 * y * side..<3 * (y + 1) * side]
                    )
                }
            }
        }
        return sheet
    }
}

extension Image {
    /// The RGB picture with each pixel as a square of pixels.
    fileprivate func enlarged(to side: Int) -> Image {
        var result = Image(width: side, height: side)
        for y in 0..<side {
            for x in 0..<side {
                let source = 3 * (y * height / side * width + x * width / side)
                for channel in 0..<3 { result.bytes[3 * (y * side + x) + channel] = bytes[source + channel] }
            }
        }
        return result
    }
}
