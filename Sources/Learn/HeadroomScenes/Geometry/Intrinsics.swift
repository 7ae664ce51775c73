/// The picture of a pinhole camera: focal lengths and principal point in pixels, as in the matrix K of a projection.
///
/// Pixels need not be square; their centers are at half numbers, from the left and from the top.
package struct Intrinsics: Codable, Equatable, Sendable {
    package var width: Int
    package var height: Int
    package var focalX: Double
    package var focalY: Double
    package var centerX: Double
    package var centerY: Double

    package init(width: Int, height: Int, focalX: Double, focalY: Double, centerX: Double, centerY: Double) {
        (self.width, self.height) = (width, height)
        (self.focalX, self.focalY) = (focalX, focalY)
        (self.centerX, self.centerY) = (centerX, centerY)
    }

    /// A camera with square pixels that looks through the center of its picture.
    ///
    /// - Parameter fieldOfView: horizontal angle of view.
    package init(width: Int, height: Int, fieldOfView: Angle) {
        let focal = Double(width) / 2 / Angle.radians(fieldOfView.radians / 2).tangent
        self.init(
            width: width,
            height: height,
            focalX: focal,
            focalY: focal,
            centerX: Double(width) / 2,
            centerY: Double(height) / 2
        )
    }

    /// The same camera with another number of pixels.
    package func scaled(width: Int, height: Int) -> Intrinsics {
        let (x, y) = (Double(width) / Double(self.width), Double(height) / Double(self.height))
        return Intrinsics(
            width: width,
            height: height,
            focalX: focalX * x,
            focalY: focalY * y,
            centerX: centerX * x,
            centerY: centerY * y
        )
    }

    /// The direction through a place of the picture, of depth 1, in the camera's frame: x right, y up, z backward.
    ///
    /// - Parameters:
    ///   - x: pixels from the left; the center of the first pixel is at 0.5.
    ///   - y: pixels from the top.
    package func direction(x: Double, y: Double) -> Vector { [(x - centerX) / focalX, (centerY - y) / focalY, -1] }

    /// The projection of a point of the camera's frame, in front of it: pixels from the left and from the top.
    package func place(_ point: Vector) -> SIMD2<Double> {
        [centerX + focalX * point.x / -point.z, centerY - focalY * point.y / -point.z]
    }

    /// The pixels that a box can cover.
    func pixels(around bounds: Bounds, from pose: Placement) -> (columns: Range<Int>, rows: Range<Int>) {
        var (low, high) = (SIMD2(repeating: Double.infinity), SIMD2(repeating: -Double.infinity))
        for corner in bounds.corners {
            let point = pose.localPoint(corner)
            guard point.z < -1e-6 else { return (0..<width, 0..<height) }
            let place = place(point)
            low = pointwiseMin(low, place)
            high = pointwiseMax(high, place)
        }
        return (Self.range(low.x, high.x, width), Self.range(low.y, high.y, height))
    }

    private static func range(_ low: Double, _ high: Double, _ count: Int) -> Range<Int> {
        let first = max(0, min(Double(count), low.rounded(.down)))
        let last = max(first, min(Double(count), high.rounded(.up)))
        return Int(first)..<Int(last)
    }
}
