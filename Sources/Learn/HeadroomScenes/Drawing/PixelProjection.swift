/// Where the pixels of a square picture lie for a camera.
struct PixelProjection {
    let size: Int
    let position: Vector
    let axes: (right: Vector, up: Vector, backward: Vector)
    /// Half of the picture's side at depth 1.
    private let halfSide: Double

    init(_ camera: Camera, size: Int) {
        self.size = size
        position = camera.position
        axes = camera.axes
        halfSide = 1 / camera.focalLength
    }

    /// Offset of a pixel's center from the camera's axis at depth 1; pixels are counted from the left, or from the bottom.
    func offset(_ pixel: Int) -> Double { ((Double(pixel) + 0.5) / Double(size) * 2 - 1) * halfSide }

    /// A point in the camera's frame: x right, y up, z towards the camera.
    func seen(_ point: Vector) -> Vector {
        let offset = point - position
        return [offset.dot(axes.right), offset.dot(axes.up), offset.dot(axes.backward)]
    }

    /// Where a point of the camera's frame, in front of it, is in the picture: in pixels from the left and from the top.
    func place(_ seen: Vector) -> SIMD2<Double> {
        let scale = Double(size) / (2 * halfSide * -seen.z)
        return SIMD2(Double(size) / 2 + seen.x * scale, Double(size) / 2 - seen.y * scale)
    }

    /// The pixels that a box can cover.
    func pixels(around bounds: Bounds) -> (columns: Range<Int>, rows: Range<Int>) {
        var (low, high) = (SIMD2(repeating: Double.infinity), SIMD2(repeating: -Double.infinity))
        for corner in bounds.corners {
            let seen = corner - position
            let depth = -seen.dot(axes.backward)
            guard depth > 1e-6 else { return (0..<size, 0..<size) }
            let place = SIMD2(seen.dot(axes.right), seen.dot(axes.up)) / depth
            low = pointwiseMin(low, place)
            high = pointwiseMax(high, place)
        }
        let columns = range(low.x, high.x)
        let rows = range(low.y, high.y)
        return (columns, size - rows.upperBound..<size - rows.lowerBound)
    }

    /// The pixels between two offsets at depth 1.
    private func range(_ low: Double, _ high: Double) -> Range<Int> {
        func pixel(_ offset: Double) -> Double { (offset / halfSide + 1) / 2 * Double(size) }
        let first = max(0, min(Double(size), pixel(low).rounded(.down)))
        let last = max(first, min(Double(size), pixel(high).rounded(.up)))
        return Int(first)..<Int(last)
    }
}
