package import HeadroomScenes

/// A picture from another camera, made of frames with depths: classical rendering, without a model.
///
/// Each pixel of a frame is a point in space, whose color is divided between the four pixels around its place in the
/// picture (a bilinear splat). Of the points that fall on a pixel, those near the front are mixed. What no frame sees
/// is copied from the nearest one.
package struct DepthWarp: Sendable {
    /// Frames that a picture is made of: those with the nearest poses.
    package let sources: Int

    /// The picture from a camera.
    package struct View: Sendable {
        /// RGB from 0 to 1, `[height, width]`.
        package var colors: [SIMD3<Float>]
        /// Along the camera's axis in meters, `[height, width]`; 0 is unknown.
        package var depths: [Float]
        /// Share of the pixels on which points fall.
        package var filledShare: Double
    }

    /// Points along each side of a pixel of a source.
    private static let points = 2
    /// Points are mixed up to this share behind the first one, in which 8 bits of depths are also coarse.
    private static let depthTolerance: Float = 0.1
    /// A pixel whose points have less weight than this has a hole.
    private static let leastWeight: Float = 0.2

    package init(sources: Int) { self.sources = max(1, sources) }

    /// What a camera sees, of frames in the order of the distances of their poses.
    package func view(from pose: Placement, _ camera: Intrinsics, _ frames: [Trajectory.Frame]) -> View {
        let count = camera.width * camera.height
        var splats: [Splat] = []
        for (rank, frame) in frames.enumerated() {
            splats += Self.splats(frame, camera, pose, weight: 1 / Float(1 + rank))
        }
        var front = [Float](repeating: .infinity, count: count)
        for splat in splats where splat.share > 0.1 { front[splat.pixel] = min(front[splat.pixel], splat.depth) }
        var sums = [SIMD4<Float>](repeating: .zero, count: count)
        var weights = [Float](repeating: 0, count: count)
        for splat in splats where splat.depth <= front[splat.pixel] * (1 + Self.depthTolerance) {
            let weight = splat.share * splat.weight
            sums[splat.pixel] += SIMD4(splat.color, splat.depth) * weight
            weights[splat.pixel] += weight
        }
        var view = View(colors: [], depths: [], filledShare: 0)
        var filled = 0
        for pixel in 0..<count {
            if weights[pixel] >= Self.leastWeight {
                let mean = sums[pixel] / weights[pixel]
                view.colors.append([mean.x, mean.y, mean.z])
                view.depths.append(mean.w)
                filled += 1
            } else {
                view.colors.append(frames.first.map { Self.color($0.image, pixel) } ?? .zero)
                view.depths.append(frames.first?.depths[pixel] ?? 0)
            }
        }
        view.filledShare = Double(filled) / Double(count)
        return view
    }

    /// What a pixel gets of a point.
    private struct Splat {
        let pixel: Int
        let color: SIMD3<Float>
        let depth: Float
        /// Of the point's area.
        let share: Float
        /// Of the frame.
        let weight: Float
    }

    private static func splats(
        _ frame: Trajectory.Frame,
        _ camera: Intrinsics,
        _ pose: Placement,
        weight: Float
    ) -> [Splat] {
        var splats: [Splat] = []
        let area = 1 / Float(points * points)
        for pixel in frame.depths.indices where frame.depths[pixel] > 0 {
            let (row, column) = (pixel / camera.width, pixel % camera.width)
            for index in 0..<points * points {
                let x = Double(column) + (Double(index % points) + 0.5) / Double(points)
                let y = Double(row) + (Double(index / points) + 0.5) / Double(points)
                let point = pose.localPoint(
                    frame.pose.point(camera.direction(x: x, y: y) * Double(frame.depths[pixel]))
                )
                guard point.z < -1e-6 else { continue }
                let place = camera.place(point) - 0.5
                guard place.x > -1, place.y > -1, place.x < Double(camera.width), place.y < Double(camera.height)
                else { continue }
                let (left, top) = (place.x.rounded(.down), place.y.rounded(.down))
                let (right, below) = (Float(place.x - left), Float(place.y - top))
                let color = color(frame.image, x: x, y: y)
                for (stepX, stepY) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                    let (toX, toY) = (Int(left) + stepX, Int(top) + stepY)
                    guard (0..<camera.width).contains(toX), (0..<camera.height).contains(toY) else { continue }
                    let share = (stepX == 0 ? 1 - right : right) * (stepY == 0 ? 1 - below : below) * area
                    splats.append(
                        Splat(
                            pixel: toY * camera.width + toX,
                            color: color,
                            depth: Float(-point.z),
                            share: share,
                            weight: weight
                        )
                    )
                }
            }
        }
        return splats
    }

    private static func color(_ image: Image, _ pixel: Int) -> SIMD3<Float> {
        let byte = 3 * pixel
        return SIMD3(Float(image.bytes[byte]), Float(image.bytes[byte + 1]), Float(image.bytes[byte + 2])) / 255
    }

    /// The color at a place, between the centers of four pixels.
    private static func color(_ image: Image, x: Double, y: Double) -> SIMD3<Float> {
        let (column, row) = (
            max(0, min(Double(image.width - 1), x - 0.5)), max(0, min(Double(image.height - 1), y - 0.5))
        )
        let (left, top) = (Int(column), Int(row))
        let (right, below) = (min(left + 1, image.width - 1), min(top + 1, image.height - 1))
        let (shareX, shareY) = (Float(column - Double(left)), Float(row - Double(top)))
        func at(_ x: Int, _ y: Int) -> SIMD3<Float> { color(image, y * image.width + x) }
        let upper = at(left, top) * (1 - shareX) + at(right, top) * shareX
        let lower = at(left, below) * (1 - shareX) + at(right, below) * shareX
        return upper * (1 - shareY) + lower * shareY
    }
}
