import RealModule

/// How the learning rate follows the batch size.
package enum LearningRateRule: Equatable, Sendable {
    /// `(1 + Bc / b0) / (1 + Bc / b)`: linear while the batch is small beside the noise (Goyal et al. 2017, arXiv 1706.02677),
    /// flat beyond (McCandlish et al. 2018, arXiv 1812.06162, equation 2.6). Momentum changes nothing of it.
    case saturating
    /// The square root of it, for optimizers that divide by the size of the gradient (Malladi et al. 2022, arXiv 2205.10287,
    /// have the square root of the batch size), or by that of a layer's (You et al. 2020, arXiv 1904.00962, section 4.1).
    case squareRoot
    /// As `saturating`, for an optimizer that divides a layer's step by the size of its gradient (LARS: You et al. 2017,
    /// arXiv 1708.03888).
    case layerwise

    /// - Parameter optimizer: as processes say it: `sgd learningRate=0.05 momentum=0.9`.
    /// - Returns: nil for one whose rule is not known.
    package init?(optimizer: String?) {
        switch optimizer?.prefix(while: { $0 != " " }).lowercased() {
        case "sgd": self = .saturating
        case "lars": self = .layerwise
        case "adam", "adamw", "adamax", "nadam", "radam", "rmsprop", "adagrad", "lamb": self = .squareRoot
        default: return nil
        }
    }

    /// - Parameters:
    ///   - criticalBatchSize: infinite where it is not known, which leaves the plain rules: linear, and the square root.
    ///   - reduction: with added gradients the step has grown with the batch by itself, but where the optimizer divides by
    ///     their size.
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
