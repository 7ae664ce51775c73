import HeadroomScenes

/// The frame of a camera, made to that of another one at the same place which looks through a part of it.
struct FrameView {
    /// The covered pixels of each column and row, with the share of each.
    private let columns, rows: [[(index: Int, share: Double)]]
    private let source, target: Intrinsics

    init(_ source: Intrinsics, as target: Intrinsics) {
        (self.source, self.target) = (source, target)
        func covered(_ count: Int, _ sourceCount: Int, _ place: (Double) -> Double) -> [[(Int, Double)]] {
            (0..<count).map { pixel in
                // Rounding must not make them reach outside.
                let low = max(0, min(place(Double(pixel)), Double(sourceCount) - 1e-6))
                let high = max(low + 1e-6, min(place(Double(pixel + 1)), Double(sourceCount)))
                return (Int(low)..<max(Int(low) + 1, Int(high.rounded(.up)))).map { index in
                    (index, (min(high, Double(index + 1)) - max(low, Double(index))) / (high - low))
                }
            }
        }
        let (x, y) = (source.focalX / target.focalX, source.focalY / target.focalY)
        columns = covered(target.width, source.width) { source.centerX + ($0 - target.centerX) * x }
        rows = covered(target.height, source.height) { source.centerY + ($0 - target.centerY) * y }
    }

    /// RGB, each pixel the mean of those that it covers.
    func colors(_ image: Image) -> Image {
        var result = Image(width: target.width, height: target.height)
        let channels = image.channels
        for row in 0..<target.height {
            for column in 0..<target.width {
                var sum = SIMD3<Double>.zero
                for (y, share) in rows[row] {
                    for (x, otherShare) in columns[column] {
                        let byte = (y * image.width + x) * channels
                        let isGray = channels == 1
                        var color = SIMD3(
                            Double(image.bytes[byte]),
                            Double(image.bytes[isGray ? byte : byte + 1]),
                            Double(image.bytes[isGray ? byte : byte + 2])
                        )
                        // What is transparent is white, as where such pictures are used.
                        if channels == 4 { color = 255 - (255 - color) * (Double(image.bytes[byte + 3]) / 255) }
                        sum += color * (share * otherShare)
                    }
                }
                let byte = 3 * (row * target.width + column)
                for channel in 0..<3 { result.bytes[byte + channel] = UInt8(min(255, sum[channel] + 0.5)) }
            }
        }
        return result
    }

    /// The depths at the centers of the pixels; the median of the covered ones where that is unknown.
    ///
    /// Depths are not averaged, since the mean across an edge is the depth of nothing.
    ///
    /// - Parameter depths: of the same camera, perhaps with another number of pixels; 0 is unknown.
    func depths(_ depths: DepthPicture, scale: Double) -> [Float] {
        let (x, y) = (
            Double(depths.width) / Double(source.width), Double(depths.height) / Double(source.height)
        )
        /// The value at a place of the source's picture.
        func value(_ column: Double, _ row: Double) -> UInt16 {
            let (column, row) = (Int(column * x), Int(row * y))
            return depths.values[
                max(0, min(depths.height - 1, row)) * depths.width + max(0, min(depths.width - 1, column))
            ]
        }
        var result: [Float] = []
        result.reserveCapacity(target.width * target.height)
        for row in 0..<target.height {
            let sourceRow = source.centerY + (Double(row) + 0.5 - target.centerY) * source.focalY / target.focalY
            for column in 0..<target.width {
                let sourceColumn =
                    source.centerX + (Double(column) + 0.5 - target.centerX) * source.focalX / target.focalX
                var depth = value(sourceColumn, sourceRow)
                if depth == 0 {
                    let covered = rows[row].flatMap { row in
                        columns[column].map { value(Double($0.index) + 0.5, Double(row.index) + 0.5) }
                    }
                    // Where most are unknown, so is the depth.
                    let known = covered.filter { $0 > 0 }.sorted()
                    if 2 * known.count >= covered.count { depth = known[known.count / 2] }
                }
                result.append(Float(Double(depth) * scale))
            }
        }
        return result
    }
}
