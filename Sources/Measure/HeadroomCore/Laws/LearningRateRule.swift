import RealModule

/// A rule for scaling the learning rate with the batch size.
package enum LearningRateRule: Equatable, Sendable {
    /// `(1 + Bc / b0) / (1 + Bc / b)`: linear for batches small relative to the noise, constant beyond; independent of
    /// momentum.
    ///
    /// Sources: Goyal et al. 2017, arXiv 1706.02677 (linear); McCandlish et al. 2018, arXiv 1812.06162, equation 2.6
    /// (limit).
    case saturating
    /// The square root of the saturating rule, for optimizers that divide by the size of the gradient, or of a layer's.
    ///
    /// Sources: Malladi et al. 2022, arXiv 2205.10287 (square root of the batch size); You et al. 2020, arXiv
    /// 1904.00962, section 4.1 (by layer).
    case squareRoot
    /// The saturating rule, for an optimizer that divides a layer's step by the size of its gradient (LARS).
    ///
    /// Source: You et al. 2017, arXiv 1708.03888.
    case layerwise

    /// - Parameter optimizer: as reported by processes: `sgd learningRate=0.05 momentum=0.9`.
    /// - Returns: nil for an optimizer without a known rule.
    package init?(optimizer: String?) {
        switch optimizer?.prefix(while: { $0 != " " }).lowercased() {
        case "sgd": self = .saturating
        case "lars": self = .layerwise
        case "adam", "adamw", "adamax", "nadam", "radam", "rmsprop", "adagrad", "lamb": self = .squareRoot
        default: return nil
        }
    }

    /// - Parameters:
    ///   - criticalBatchSize: infinite where unknown, which gives the plain rules: linear, and the square root.
    ///   - reduction: with summed gradients the step already grows with the batch size, except where the optimizer
    ///     divides by their size.
    package func factor(
        from before: Double,
        to after: Double,
        criticalBatchSize: Double,
        reduction: Reduction = .mean
    ) -> Double {
        let ratio =
            criticalBatchSize.isFinite
            ? (1 + criticalBatchSize / before) / (1 + criticalBatchSize / after) : after / before
        switch self {
        case .saturating: return reduction == .mean ? ratio : ratio * before / after
        case .layerwise: return ratio
        case .squareRoot: return ratio.squareRoot()
        }
    }
}
