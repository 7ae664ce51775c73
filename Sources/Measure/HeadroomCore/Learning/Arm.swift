/// How a training follows its batch size: what is changed with it.
package enum Arm: String, Codable, CaseIterable, Sendable {
    /// Nothing else.
    case unchanged
    /// The learning rate, by the rule of the optimizer.
    case scaledRate
    /// The learning rate, warmed up, and as many updates as at the baseline, so more samples.
    case equalUpdates

    /// The arms whose trainings see as many samples as the baseline's.
    package static let ofEqualSamples: Set<Arm> = [.unchanged, .scaledRate]

    /// The share of the updates over which the learning rate is warmed up: 5 of 90 epochs.
    ///
    /// Source: Goyal et al. 2017, arXiv 1706.02677, section 5.1.
    package static let warmupShare = 5.0 / 90
}

extension Arm {
    /// Why an arm cannot be tried with a command.
    package enum Obstacle: Equatable, Sendable {
        case noRatePlaceholder
        case unknownRate
        case unknownOptimizer
        case noRule(optimizer: String)
        /// The command makes as many updates at every batch size by itself.
        case equalUpdatesAlready
        case noEpochsPlaceholder
        case unknownSamples
        case unknownEpochs
    }
}
