/// Unbiased estimates at one point of a training: of the squared norm of the true gradient, `|G|^2`, and of the trace
/// of the covariance of a sample's gradient, `tr(S)`.
///
/// Source: McCandlish et al. 2018, arXiv 1812.06162, appendix A.1. A single pair is very noisy: its parts may even be
/// negative. Each part is averaged over many pairs before the division: the mean of their ratios would be too large.
package struct GradientPair: Equatable, Sendable {
    /// `|G|^2`.
    package var signal: Double
    /// `tr(S)`.
    package var noise: Double

    package init(signal: Double, noise: Double) {
        self.signal = signal
        self.noise = noise
    }

    package var isFinite: Bool { signal.isFinite && noise.isFinite }

    /// Estimates from several gradients, each over equally many different samples: of workers, of micro-batches of one
    /// step, or of single samples, where `microBatchSize` is 1.
    ///
    /// - Parameters:
    ///   - meanSquaredNorm: the mean of the squared norms of the gradients.
    ///   - squaredNormOfMean: the squared norm of their mean.
    ///   - count: number of gradients, at least 2.
    package init?(meanSquaredNorm: Double, squaredNormOfMean: Double, count: Int, microBatchSize: Int) {
        guard count >= 2, microBatchSize >= 1 else { return nil }
        let count = Double(count)
        signal = (count * squaredNormOfMean - meanSquaredNorm) / (count - 1)
        noise = (meanSquaredNorm - squaredNormOfMean) * Double(microBatchSize) * count / (count - 1)
    }

    /// The mean of the squared norms of `count` gradients, each over other samples.
    package struct Norm: Equatable, Sendable {
        package var batchSize: Int
        package var squaredNorm: Double
        package var count: Int

        package init(batchSize: Int, squaredNorm: Double, count: Int = 1) {
            self.batchSize = batchSize
            self.squaredNorm = squaredNorm
            self.count = count
        }

        /// Weight in a fit: the norm of a gradient over few samples scatters more.
        fileprivate var weight: Double { Double(batchSize) * Double(count) }
    }

    /// Estimates from gradients over batches of several sizes at one point of the parameters: the squared norm is
    /// linear in `1 / b`, and its intercept and slope are the two parts.
    ///
    /// A least-squares line with norms weighted by their number of samples. With the micro-batches of a step and the
    /// step itself it is equal to the form above.
    ///
    /// - Returns: nil with fewer than two sizes.
    package init?(norms: [Norm]) {
        let norms = norms.filter { $0.batchSize >= 1 && $0.count >= 1 }
        let weight = norms.reduce(0) { $0 + $1.weight }
        guard weight > 0 else { return nil }
        let meanX = norms.reduce(0) { $0 + $1.weight / Double($1.batchSize) } / weight
        let meanY = norms.reduce(0) { $0 + $1.weight * $1.squaredNorm } / weight
        var (spread, joint) = (0.0, 0.0)
        for norm in norms {
            let distance = 1 / Double(norm.batchSize) - meanX
            spread += norm.weight * distance * distance
            joint += norm.weight * distance * (norm.squaredNorm - meanY)
        }
        guard Set(norms.map(\.batchSize)).count >= 2, spread > 0 else { return nil }
        noise = joint / spread
        signal = meanY - noise * meanX
    }
}
