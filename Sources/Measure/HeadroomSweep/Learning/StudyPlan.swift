package import HeadroomCore
package import HeadroomSchema
import HeadroomTrials
import RealModule

/// The trainings of a study: batch sizes, arms and seeds, in the order in which they run.
package struct StudyPlan {
    let options: StudyOptions
    let baseline: Baseline
    let rule: LearningRateRule?
    let criticalBatchSize: Double?
    let reduction: Reduction
    /// The largest permitted batch size.
    let limit: Int

    /// A planned training.
    package struct Training {
        package var setting: TrainingDocument.Setting
        package var arms: [Arm]
        package var remedy: Remedy?
        /// The arm that a remedy is added to.
        package var base: Arm?
    }

    /// Batch sizes without time for as many updates.
    package var givenUp: Set<Int> = []
    /// Ratio of adjacent batch sizes: 2, or 4 where time is short.
    package var spacing = 4

    /// - Parameters:
    ///   - rule: the learning rate rule; nil where none is known.
    ///   - criticalBatchSize: from the gradient noise scale; nil where unknown.
    ///   - limit: the largest permitted batch size.
    package init(
        options: StudyOptions,
        baseline: Baseline,
        rule: LearningRateRule?,
        criticalBatchSize: Double?,
        reduction: Reduction,
        limit: Int
    ) {
        self.options = options
        self.baseline = baseline
        self.rule = rule
        self.criticalBatchSize = criticalBatchSize
        self.reduction = reduction
        self.limit = limit
    }

    package var batchSizes: [Int] {
        Self.batchSizes(asked: options.batchSizes, baseline: baseline, spacing: spacing, limit: limit)
    }

    /// The requested batch sizes, else from a quarter of the baseline on, as far as memory and data allow.
    ///
    /// The baseline is always included, since all others are compared with it.
    static func batchSizes(asked: [Int]?, baseline: Baseline, spacing: Int, limit: Int = .max) -> [Int] {
        if let asked { return Set(asked + [baseline.batchSize]).sorted() }
        let most = min(limit, baseline.trainingSamples ?? limit)
        let smaller = sequence(first: baseline.batchSize) { $0 >= 2 * spacing ? $0 / spacing : nil }
            .prefix { $0 >= max(1, baseline.batchSize / 4) }
        let larger = sequence(first: baseline.batchSize) { $0 <= most / spacing ? $0 * spacing : nil }
        return Set(smaller + larger.prefix(mostSizes)).filter { $0 <= most }.sorted()
    }

    private static let mostSizes = 9

    /// Reason why the command does not support an arm; nil where it does.
    package func obstacle(to arm: Arm) -> Arm.Obstacle? {
        switch arm {
        case .unchanged: nil
        case .scaledRate: rateObstacle
        case .equalUpdates:
            rateObstacle
                ?? (baseline.updates == nil ? nil : .equalUpdatesAlready)
                ?? epochsObstacle
        }
    }

    private var epochsObstacle: Arm.Obstacle? {
        if !options.command.takes(.epochs), !options.leftToTheCommand.contains(.epochs) {
            return .noEpochsPlaceholder
        }
        if baseline.trainingSamples == nil { return .unknownSamples }
        return baseline.epochs == nil ? .unknownEpochs : nil
    }

    private var rateObstacle: Arm.Obstacle? {
        if !options.command.takes(.learningRate), !options.leftToTheCommand.contains(.learningRate) {
            return .noRatePlaceholder
        }
        if baseline.learningRate == nil || !options.command.takes(.learningRate) {
            return .unknownRate
        }
        guard rule == nil else { return nil }
        guard let optimizer = baseline.optimizer else { return .unknownOptimizer }
        return .noRule(optimizer: String(optimizer.prefix { $0 != " " }))
    }

    /// The trainings of one seed; at the baseline every arm is the same one.
    package func trainings(seed: Int?) -> [Training] {
        let arms = Arm.allCases.filter { obstacle(to: $0) == nil }
        return batchSizes.flatMap { batchSize -> [Training] in
            if batchSize == baseline.batchSize {
                return [Training(setting: setting(.unchanged, batchSize, seed), arms: arms)]
            }
            // With fewer updates a smaller batch would only be trained less.
            let arms = arms.filter {
                $0 != .equalUpdates || batchSize > baseline.batchSize && !givenUp.contains(batchSize)
            }
            return arms.map { Training(setting: setting($0, batchSize, seed), arms: [$0]) }
        }
    }

    /// Trainings at the rule's learning rate, and at half, two and four times it.
    package func rateTrainings(_ batchSize: Int, _ seed: Int?) -> [Training] {
        guard obstacle(to: .scaledRate) == nil else { return [] }
        var setting = setting(.scaledRate, batchSize, seed)
        let rate = setting.learningRate ?? 0
        return [1, 0.5, 2, 4].map { factor in
            setting.learningRate = (factor * rate).rounded(digits: 6)
            return Training(setting: setting, arms: [])
        }
    }

    /// A training with a remedy added to an arm.
    package func training(_ remedy: Remedy, on base: Arm, _ batchSize: Int, _ seed: Int?) -> Training {
        var setting = setting(base, batchSize, seed)
        setting.arguments = remedy.arguments
        return Training(setting: setting, arms: [], remedy: remedy, base: base)
    }

    func setting(_ arm: Arm, _ batchSize: Int, _ seed: Int?) -> TrainingDocument.Setting {
        var setting = TrainingDocument.Setting(batchSize: batchSize, seed: seed)
        if options.command.takes(.epochs) { setting.epochs = baseline.epochs }
        if options.command.takes(.learningRate) { setting.learningRate = baseline.learningRate }
        guard arm != .unchanged else { return setting }
        if let rate = setting.learningRate { setting.learningRate = (rate * factor(to: batchSize)).rounded(digits: 6) }
        if arm == .equalUpdates {
            setting.epochs = baseline.epochs(withUpdatesAt: batchSize)
            let updates = baseline.steps(batchSize: batchSize, epochs: setting.epochs) ?? 0
            if options.warmsUp { setting.warmupSteps = Int((Arm.warmupShare * Double(updates)).rounded(.up)) }
        }
        return setting
    }

    /// Factor of the learning rate from the baseline to another batch size.
    private func factor(to batchSize: Int) -> Double {
        rule?.factor(
            from: Double(baseline.batchSize),
            to: Double(batchSize),
            criticalBatchSize: criticalBatchSize ?? .infinity,
            reduction: reduction
        ) ?? 1
    }

    /// Number of steps of a training, where known.
    func steps(_ setting: TrainingDocument.Setting) -> Int? {
        baseline.steps(batchSize: setting.batchSize, epochs: setting.epochs ?? baseline.epochs)
    }
}

extension Double {
    /// Rounds to significant digits, for a learning rate as a user would write it.
    fileprivate func rounded(digits: Int) -> Double {
        guard self != 0, isFinite else { return self }
        let scale = Double.pow(10, Double(digits - 1) - Double.log10(abs(self)).rounded(.down))
        return (self * scale).rounded() / scale
    }
}

extension StudyPlan.Training {
    var subject: TrainingSubject { TrainingSubject(remedy: remedy?.name, arms: arms) }

    /// Whether it tests a learning rate, and belongs to no arm.
    var isOfRate: Bool { arms.isEmpty && remedy == nil }
}
