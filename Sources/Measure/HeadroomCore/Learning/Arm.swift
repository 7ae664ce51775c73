/// A way for a training to follow its batch size: the hyperparameters that change with it.
package enum Arm: String, Codable, CaseIterable, Sendable {
    /// No other change.
    case unchanged
    /// The learning rate scaled by the optimizer's rule.
    case scaledRate
    /// The scaled learning rate with warmup, and as many updates as at the baseline, so more samples.
    case equalUpdates

    /// The arms whose trainings use as many samples as the baseline's.
    package static let ofEqualSamples: Set<Arm> = [.unchanged, .scaledRate]

    /// The share of the updates with learning rate warmup: 5 of 90 epochs.
    ///
    /// Source: Goyal et al. 2017, arXiv 1706.02677, section 5.1.
    package static let warmupShare = 5.0 / 90
}

extension Arm {
    /// Reason why a command does not support an arm.
    package enum Obstacle: Equatable, Sendable {
        case noRatePlaceholder
        case unknownRate
        case unknownOptimizer
        case noRule(optimizer: String)
        /// The command itself makes as many updates at every batch size.
        case equalUpdatesAlready
        case noEpochsPlaceholder
        case unknownSamples
        case unknownEpochs
    }
}
