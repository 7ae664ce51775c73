package import HeadroomSchema

extension SweepDocument {
    /// Conclusions from trainings in full: the batch size up to which the model still learns, and remedies beyond it.
    package struct Learning: Codable, Equatable, Sendable {
        package var measure: Metric
        /// The tolerance below the best, in the unit of the measure.
        package var tolerance: Double
        /// Target of the measure; null where no training finished.
        @Nullable package var target: Double?
        /// Whether the target is what the baseline reaches, rather than one given by the user.
        package var isTargetOfBaseline: Bool
        package var baseline: TrainingDocument.Setting
        package var seeds: Int
        @Nullable package var reduction: Reduction?
        /// The best of all trainings with as many samples as the baseline's; null where none finished.
        ///
        /// The interval of its test measure accounts for the selection.
        @Nullable package var best: Result?
        package var results: [Result] = []
        package var thresholds: [Threshold] = []
        package var remedies: [RemedyResult] = []
        /// Learning rates around the rule's at the recommended batch size, in ascending order: no rule knows whether
        /// the baseline's is the best.
        package var rates: [Result] = []
        /// The learning rate that clearly reaches the target in fewer steps than the rule's; null where none does.
        @Nullable package var betterLearningRate: Double?
        package var trainings: [TrainingDocument] = []
        /// Fingerprint of the command's files: kept trainings are reused only where it is the same.
        package var code: String
        /// Steps to the target by batch size, where the trainings support the law.
        @Nullable package var stepsLaw: MeasuredStepsLaw?
        /// Sharpness of the solutions of small and of large batches, and along the line between them; null where it was
        /// not measured.
        @Nullable package var sharpness: SharpnessDocument?
        /// Explanation where the trainings learn nothing.
        @Nullable package var nothingLearned: String?
        /// Omissions, with their reasons.
        package var omitted: [String] = []

        /// Creates the document of a study from its findings.
        package init(_ findings: LearningFindings) {
            let studied = findings.studied
            measure = studied.measure
            tolerance = studied.tolerance
            target = findings.target
            isTargetOfBaseline = studied.isTargetOfBaseline
            baseline = studied.baseline
            seeds = studied.seeds
            reduction = studied.reduction
            best = findings.best
            results = findings.results
            thresholds = findings.thresholds
            remedies = findings.remedies
            rates = findings.rates
            betterLearningRate = findings.betterLearningRate
            trainings = studied.trainings
            code = studied.code
            stepsLaw = findings.stepsLaw
            sharpness = studied.sharpness
            nothingLearned = findings.nothingLearned?.sentence
            omitted = studied.omitted.map(\.sentence)
        }

        /// The trainings of one arm at one batch size, over their seeds.
        package struct Result: Codable, Equatable, Sendable {
            package var arm: Arm
            package var batchSize: Int
            @Nullable package var learningRate: Double?
            @Nullable package var epochs: Int?
            package var trainings: Int
            /// Trainings that were stopped early or failed.
            package var stoppedEarly: Int
            package var diverged: Int
            /// Mean over the finished trainings.
            @Nullable package var test: SeedMean?
            /// Mean at the end over the trainings that were stopped early.
            @Nullable package var stoppedAt: SeedMean?
            @Nullable package var training: SeedMean?
            /// By how much the training measure exceeds the test measure.
            @Nullable package var generalizationGap: SeedMean?
            /// Number of trainings that reached the target.
            package var reachedTarget: Int
            @Nullable package var stepsToTarget: SeedMean?
            @Nullable package var samplesToTarget: SeedMean?
            @Nullable package var secondsToTarget: SeedMean?
            @Nullable package var joulesToTarget: SeedMean?
        }

        /// Effect of a remedy on the accuracy that a large batch size lost.
        package struct RemedyResult: Codable, Equatable, Sendable {
            package var name: String
            package var source: String
            package var parameters: String
            package var batchSize: Int
            /// The arm that the remedy is added to, and compared with.
            package var base: Arm
            package var trainings: Int
            package var diverged: Int
            @Nullable package var test: SeedMean?
            /// Gain of the test measure over trainings without the remedy, with its interval over the seeds.
            @Nullable package var gain: SeedMean?
            /// Gain over loss: 1 where all of the loss is recovered.
            @Nullable package var recovered: SeedRatio?
            /// Additional time of a training, in seconds.
            @Nullable package var extraSeconds: Double?
            /// Whether the interval of the gain is above zero.
            package var helps: Bool
        }
    }

    /// `S(b) = Smin (1 + Bc / b)`, fitted to the number of steps to the target.
    package struct MeasuredStepsLaw: Codable, Equatable, Sendable {
        package var leastSteps: Double
        @Nullable package var criticalBatchSize: Interval?
        /// Root mean square of the relative residuals.
        package var residualRatio: Double

        package init(leastSteps: Double, criticalBatchSize: Interval? = nil, residualRatio: Double) {
            self.leastSteps = leastSteps
            self.residualRatio = residualRatio
            self.criticalBatchSize = criticalBatchSize
        }
    }
}

extension SweepDocument.Learning {
    /// Trainings at the rule's learning rate, and at the better one; nil where none is better.
    package var betterRate: (ofRule: Result, better: Result)? {
        guard let ofRule = rates.ofRule, let better = rates.first(where: { $0.learningRate == betterLearningRate }),
            betterLearningRate != nil
        else { return nil }
        return (ofRule, better)
    }

    /// Whether the trainings learn by reinforcement and count environment steps.
    package var isByReinforcement: Bool { trainings.areByReinforcement }
}
