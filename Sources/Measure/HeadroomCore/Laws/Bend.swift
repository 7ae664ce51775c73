/// The parabola through three measurements of peak memory, for memory that also grows with the square of the batch size
/// (pairwise distances, a Gram matrix over the batch).
package struct Bend: Equatable, Sendable {
    /// The three batch sizes, ascending.
    private let batchSizes: [Double]
    /// The peak at the largest of them, in bytes.
    private let lastBytes: Double
    /// Bytes per sample between the two larger batch sizes, and its increase from that between the two smaller.
    private let slope: Double
    package let slopeChange: Double

    /// - Parameter points: three, by ascending batch size.
    package init(_ points: [(batchSize: Double, bytes: Double)]) {
        batchSizes = points.map(\.batchSize)
        lastBytes = points[2].bytes
        slope = (points[2].bytes - points[1].bytes) / (batchSizes[2] - batchSizes[1])
        slopeChange = slope - (points[1].bytes - points[0].bytes) / (batchSizes[1] - batchSizes[0])
    }

    /// Standard deviation of the change of slope, from those of the three peaks.
    package func slopeChangeDeviation(of deviations: [Double]) -> Double {
        let (lower, upper) = (1 / (batchSizes[1] - batchSizes[0]), 1 / (batchSizes[2] - batchSizes[1]))
        return Self.variance(deviations, weights: [lower, lower + upper, upper]).squareRoot()
    }

    /// Bytes per sample squared.
    private var curvature: Double { slopeChange / (batchSizes[2] - batchSizes[0]) }

    /// The peak at a batch size, in bytes, by Newton's form from the largest measurement.
    package func bytes(at batchSize: Double) -> Double {
        let more = batchSize - batchSizes[2]
        return lastBytes + slope * more + curvature * more * (batchSize - batchSizes[1])
    }

    /// The batch size at which the parabola reaches `bytes`; not below the largest measured one.
    package func batchSize(at bytes: Double) -> Double {
        let linear = slope + curvature * (batchSizes[2] - batchSizes[1])
        let room = max(0, bytes - lastBytes)
        return batchSizes[2] + 2 * room / (linear + (linear * linear + 4 * curvature * room).squareRoot())
    }

    /// Variance of the parabola at a batch size, from the standard deviations of the three peaks, by Lagrange's
    /// weights.
    package func variance(at batchSize: Double, of deviations: [Double]) -> Double {
        let weights = batchSizes.indices.map { index in
            batchSizes.indices.filter { $0 != index }.reduce(1) { product, other in
                product * (batchSize - batchSizes[other]) / (batchSizes[index] - batchSizes[other])
            }
        }
        return Self.variance(deviations, weights: weights)
    }

    private static func variance(_ deviations: [Double], weights: [Double]) -> Double {
        zip(deviations, weights).reduce(0) { sum, term in sum + term.0 * term.0 * term.1 * term.1 }
    }
}
