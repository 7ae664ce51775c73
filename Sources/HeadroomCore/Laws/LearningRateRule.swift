import RealModule

/// How the learning rate follows the batch size, where samples of a batch are averaged.
package enum LearningRateRule: Equatable, Sendable {
    /// `(1 + Bc / b0) / (1 + Bc / b)`: linear while the batch is small beside the noise, flat beyond (McCandlish et al. 2018,
    /// arXiv 1812.06162, equation 2.6).
    case saturating
    /// The square root of it, for optimizers that divide by the size of the gradient (Malladi et al. 2022, arXiv 2205.10287,
    /// have the square root of the batch size).
    case squareRoot

    /// - Parameter optimizer: as processes say it: `sgd learningRate=0.05 momentum=0.9`.
    /// - Returns: nil for one whose rule is not known.
    package init?(optimizer: String?) {
        switch optimizer?.prefix(while: { $0 != " " }).lowercased() {
        case "sgd": self = .saturating
        case "adam", "adamw", "adamax", "nadam", "rmsprop", "adagrad": self = .squareRoot
        default: return nil
        }
    }

    package func factor(from before: Double, to after: Double, criticalBatchSize: Double) -> Double {
        let ratio = (1 + criticalBatchSize / before) / (1 + criticalBatchSize / after)
        return self == .saturating ? ratio : ratio.squareRoot()
    }

    /// The factor from the batch size of today to the recommended one; nil where one of them, or the noise, is not known.
    package func factor(in document: SweepDocument) -> Double? {
        guard let before = document.baseline?.batchSize, let after = document.recommendation?.batchSize,
            let critical = document.laws.noise?.criticalBatchSize?.value
        else { return nil }
        return factor(from: Double(before), to: Double(after), criticalBatchSize: critical)
    }
}
