/// The parabola through three measurements of peak memory: what a batch takes where it grows with its square as well
/// (pairwise distances, a Gram matrix over the batch).
package struct Bend: Equatable, Sendable {
    /// The largest of the three: batch size and peak in bytes.
    private let last: (batchSize: Double, bytes: Double)
    private let middle: Double
    /// Bytes per sample between the two larger, and by how much that is more than between the two smaller.
    private let slope: Double
    package let slopeChange: Double
    private let spans: (lower: Double, upper: Double)

    /// - Parameter points: three, by ascending batch size.
    package init(_ points: [(batchSize: Double, bytes: Double)]) {
        (last, middle) = (points[2], points[1].batchSize)
        spans = (points[1].batchSize - points[0].batchSize, points[2].batchSize - points[1].batchSize)
        slope = (points[2].bytes - points[1].bytes) / spans.upper
        slopeChange = slope - (points[1].bytes - points[0].bytes) / spans.lower
    }

    /// The standard deviation of the change of the slope, from those of the three peaks.
    package func slopeChangeDeviation(_ deviations: [Double]) -> Double {
        let (lower, middle, upper) = (
            deviations[0] / spans.lower,
            deviations[1] * (1 / spans.lower + 1 / spans.upper),
            deviations[2] / spans.upper
        )
        return (lower * lower + middle * middle + upper * upper).squareRoot()
    }

    /// The batch size at which the parabola reaches this many bytes; nothing below the largest that was measured.
    package func batchSize(at bytes: Double) -> Double {
        // Newton's form: bytes = last + slope x + curvature x (x + span), with x counted from the largest.
        let curvature = slopeChange / (spans.lower + spans.upper)
        let linear = slope + curvature * spans.upper
        let room = max(0, bytes - last.bytes)
        return last.batchSize + 2 * room / (linear + (linear * linear + 4 * curvature * room).squareRoot())
    }

    package static func == (left: Bend, right: Bend) -> Bool {
        left.last == right.last && left.middle == right.middle && left.slope == right.slope
            && left.slopeChange == right.slopeChange
    }
}
