import Glibc
import HeadroomNumerics

/// The peak signal-to-noise ratio of frames in decibels, for pixels from 0 to 1: that of the mean squared error over all of
/// them.
///
/// The mean of the frames' own ratios would be ruled by the few that are almost exact, such as those of a camera that
/// stands still.
package struct FrameQuality: Sendable {
    /// Mean squared errors of the frames of each trajectory.
    package private(set) var errors: [[Double]] = []

    package init() {}

    /// Adds the frames of a trajectory, as mean squared errors.
    mutating func append(meanSquaredErrors errors: [Double]) {
        if !errors.isEmpty { self.errors.append(errors) }
    }

    /// The ratio, in decibels.
    package var ratio: Double { Self.ratio(errors) }

    /// The interval of 95 % of the ratio by the bootstrap over the trajectories (Efron 1979), as percentiles.
    package func interval(seed: UInt64 = 0) -> (low: Double, high: Double) {
        var generator = SeededGenerator(seed: seed, purpose: "bootstrap")
        let draws = 1000
        let drawn = (0..<draws).map { _ in
            Self.ratio(errors.map { _ in errors[Int.random(in: errors.indices, using: &generator)] })
        }.sorted()
        return (drawn[draws / 40], drawn[draws - 1 - draws / 40])
    }

    private static func ratio(_ errors: [[Double]]) -> Double {
        let all = errors.joined()
        return -10 * log10(max(all.reduce(0, +) / Double(max(1, all.count)), 1e-10))
    }
}
