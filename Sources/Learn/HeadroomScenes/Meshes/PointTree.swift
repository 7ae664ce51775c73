/// Points in an order that finds the nearest one fast (k-d tree; Bentley, 1975).
///
/// The middle point of each range splits it along its widest axis; the ranges on both sides are trees again.
package struct PointTree: Sendable {
    private var points: [SIMD3<Float>]
    /// The axis along which the range around each middle point is split.
    private var axes: [UInt8]

    package init(_ points: [SIMD3<Float>]) {
        (self.points, axes) = (points, Array(repeating: 0, count: points.count))
        var pending = [0..<points.count]
        while let range = pending.popLast() {
            if range.count < 2 { continue }
            var (low, high) = (self.points[range.lowerBound], self.points[range.lowerBound])
            for point in self.points[range] { (low, high) = (pointwiseMin(low, point), pointwiseMax(high, point)) }
            let extent = high - low
            let axis = extent.x >= extent.y && extent.x >= extent.z ? 0 : extent.y >= extent.z ? 1 : 2
            self.points[range].sort { $0[axis] < $1[axis] }
            let middle = (range.lowerBound + range.upperBound) / 2
            axes[middle] = UInt8(axis)
            pending.append(range.lowerBound..<middle)
            pending.append(middle + 1..<range.upperBound)
        }
    }

    /// The distance from a position to the nearest point; infinite without points.
    package func distance(to position: SIMD3<Float>) -> Float {
        var best = Float.infinity
        search(0..<points.count, position, &best)
        return best.squareRoot()
    }

    /// Lowers the squared distance `best` where the range has a nearer point.
    private func search(_ range: Range<Int>, _ position: SIMD3<Float>, _ best: inout Float) {
        if range.isEmpty { return }
        let middle = (range.lowerBound + range.upperBound) / 2
        let difference = position - points[middle]
        best = min(best, (difference * difference).sum())
        let (before, after) = (range.lowerBound..<middle, middle + 1..<range.upperBound)
        let offset = difference[Int(axes[middle])]
        search(offset < 0 ? before : after, position, &best)
        if offset * offset < best { search(offset < 0 ? after : before, position, &best) }
    }
}
