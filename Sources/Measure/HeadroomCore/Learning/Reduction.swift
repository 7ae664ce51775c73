import RealModule

/// Whether the gradients of the samples of a batch are averaged or summed.
package enum Reduction: String, Codable, Sendable, CaseIterable {
    case mean, sum

    /// Inferred from the initial loss of a training at several batch sizes: averaged, it does not depend on the batch
    /// size; summed, it is proportional to it.
    ///
    /// - Parameter firstLosses: the loss of the first step, by the batch size.
    /// - Returns: nil with fewer than two sizes, or where the losses follow neither.
    package init?(firstLosses: [Int: Double]) {
        let known = firstLosses.filter { $0.key > 0 && $0.value.isFinite && $0.value > 0 }
        guard let small = known.min(by: { $0.key < $1.key }), let large = known.max(by: { $0.key < $1.key }),
            large.key >= 2 * small.key
        else { return nil }
        let exponent = Double.log(large.value / small.value) / Double.log(Double(large.key) / Double(small.key))
        switch exponent {
        case -0.3...0.3: self = .mean
        case 0.7...1.3: self = .sum
        default: return nil
        }
    }

    /// Inferred from the squared norms of gradients over batches of several sizes at one point of the parameters.
    ///
    /// Averaged they are `|G|^2 + tr(S) / b`, which falls with the batch size b, at most as `1 / b`; summed they are
    /// `b^2 |G|^2 + b tr(S)`, which grows with it, at least as b. Both hold whatever the noise is, so that the exponent
    /// decides: from -1 to 0, or from 1 to 2.
    ///
    /// - Parameter norms: by the step of the training. Norms of a step with several sizes are of parts of a batch and
    ///   of the mean of the parts, which does not discriminate. A step with one size alone is compared with the parts
    ///   at the steps next to it.
    /// - Returns: nil without other sizes, or where the norms scatter too much.
    package init?(gradientNorms norms: [Int: [GradientPair.Norm]]) {
        let usable = norms.mapValues { $0.filter { $0.squaredNorm > 0 && $0.squaredNorm.isFinite && $0.count > 0 } }
        let parts = usable.compactMapValues { norms in
            Set(norms.map(\.batchSize)).count > 1 ? norms.min { $0.batchSize < $1.batchSize } : nil
        }
        // A line through the origin, of the logarithms of the norms over those of the sizes.
        var (joint, weight) = (0.0, 0.0)
        for (step, norms) in usable where parts[step] == nil {
            let nearest = parts.sorted { abs($0.key - step) < abs($1.key - step) }.prefix(Self.neighbours).map(\.value)
            guard let other = GradientPair.Norm(joining: norms), let usual = GradientPair.Norm(joining: nearest),
                other.batchSize != usual.batchSize
            else { continue }
            let size = Double.log(Double(other.batchSize) / Double(usual.batchSize))
            let variance = Self.scatter * Self.scatter * (1 / Double(other.count) + 1 / Double(usual.count))
            joint += size * Double.log(other.squaredNorm / usual.squaredNorm) / variance
            weight += size * size / variance
        }
        guard weight > 0 else { return nil }
        let (exponent, error) = (joint / weight, 1 / weight.squareRoot())
        switch exponent {
        case ...(0.5 - error): self = .mean
        case (0.5 + error)...: self = .sum
        default: return nil
        }
    }

    /// Number of adjacent steps to compare with: every point of a trial has at least two.
    private static let neighbours = 2
    /// Standard deviation of the logarithm of one gradient's squared norm: an upper estimate.
    private static let scatter = 1.0
}

extension GradientPair.Norm {
    /// The mean over the gradients of all the given norms; nil where their batch sizes differ.
    fileprivate init?(joining norms: [Self]) {
        guard let size = norms.first?.batchSize, norms.allSatisfy({ $0.batchSize == size }) else { return nil }
        let count = norms.reduce(0) { $0 + $1.count }
        self.init(
            batchSize: size,
            squaredNorm: norms.reduce(0) { $0 + $1.squaredNorm * Double($1.count) } / Double(count),
            count: count
        )
    }
}
