import RealModule

/// Whether the gradients of the samples of a batch are averaged or added.
package enum Reduction: String, Codable, Sendable, CaseIterable {
    case mean, sum

    /// Told by the loss that a training starts from at several batch sizes: averaged it does not depend on the batch size,
    /// added it is in proportion to it.
    ///
    /// - Parameter firstLosses: the loss of the first step, by the batch size.
    /// - Returns: nil where there are fewer than two sizes, or the losses follow neither.
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
}
