import Glibc
import HeadroomNumerics

/// Peak signal-to-noise ratios of frames in decibels, for pixels from 0 to 1.
package struct FrameQuality: Sendable {
    /// Ratios of the frames of each trajectory.
    package private(set) var trajectories: [[Double]] = []

    package init() {}

    /// Adds the frames of a trajectory, as mean squared errors.
    mutating func append(meanSquaredErrors errors: [Double]) {
        trajectories.append(errors.map(Self.decibels))
    }

    /// The ratio for a mean squared error.
    static func decibels(_ error: Double) -> Double { -10 * log10(max(error, 1e-10)) }

    /// Mean over the trajectories of the mean over their frames.
    package var mean: Double { Self.mean(means) }

    /// The interval of 95 % of the mean by the bootstrap over the trajectories (Efron 1979), as percentiles.
    package func interval(seed: UInt64 = 0) -> (low: Double, high: Double) {
        var generator = SeededGenerator(seed: seed, purpose: "bootstrap")
        let values = means
        let draws = 1000
        let drawn = (0..<draws).map { _ in
            Self.mean(values.map { _ in values[Int.random(in: values.indices, using: &generator)] })
        }.sorted()
        return (drawn[draws / 40], drawn[draws - 1 - draws / 40])
    }

    private var means: [Double] { trajectories.map(Self.mean) }

    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}
