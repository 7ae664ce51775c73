package import HeadroomSchema

extension SweepDocument {
    /// What trainings in full say of the batch size: up to which one the model still learns, and what helps it beyond.
    package struct Learning: Codable, Equatable, Sendable {
        package var measure: Metric
        /// How much worse than the best still is as good, in the unit of the measure.
        package var tolerance: Double
        /// What a training should reach; null where none came to its end.
        @Nullable package var target: Double?
        /// Whether the target is what the baseline reaches, and not a wish.
        package var isTargetOfBaseline: Bool
        package var baseline: TrainingDocument.Setting
        package var seeds: Int
        @Nullable package var reduction: Reduction?
        /// The best of all trainings that see as many samples as the baseline's; null where none came to its end.
        ///
        /// The interval of its test measure allows for its having been chosen.
        @Nullable package var best: Result?
        package var results: [Result] = []
        package var thresholds: [Threshold] = []
        package var remedies: [RemedyResult] = []
        /// Learning rates around that of the rule at the recommended batch size, in ascending order: no rule knows whether
        /// the one of today is the best.
        package var rates: [Result] = []
        /// The one of them that clearly comes to the target in fewer steps than that of the rule; null where none does.
        @Nullable package var betterLearningRate: Double?
        package var trainings: [TrainingDocument] = []
        /// Changes where the files of the command do: trainings are kept for one of the same only.
        package var code: String
        /// Steps to the target over the batch size, where the trainings carry the law.
        @Nullable package var stepsLaw: MeasuredStepsLaw?
        /// How sharp the solutions of small and of large batches are, and the line between them; null where that was not
        /// measured.
        @Nullable package var sharpness: SharpnessDocument?
        /// Why nothing is learned at all, where that is so.
        @Nullable package var nothingLearned: String?
        /// What was left out, and why.
        package var omitted: [String] = []

        /// The document of a study; all that is in it follows from its findings.
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
            /// Those that were stopped early, or came to nothing.
            package var stoppedEarly: Int
            package var diverged: Int
            /// Of the trainings that came to their end.
            @Nullable package var test: SeedMean?
            /// What those had that were stopped early, when they were.
            @Nullable package var stoppedAt: SeedMean?
            @Nullable package var training: SeedMean?
            /// How much better the training measure is than the test measure.
            @Nullable package var generalizationGap: SeedMean?
            /// Of the trainings that reached the target.
            package var reachedTarget: Int
            @Nullable package var stepsToTarget: SeedMean?
            @Nullable package var samplesToTarget: SeedMean?
            @Nullable package var secondsToTarget: SeedMean?
            @Nullable package var joulesToTarget: SeedMean?
        }

        /// What a remedy gave back of the accuracy that a large batch size lost.
        package struct RemedyResult: Codable, Equatable, Sendable {
            package var name: String
            package var source: String
            package var parameters: String
            package var batchSize: Int
            /// The arm that it came on top of, and is compared with.
            package var base: Arm
            package var trainings: Int
            package var diverged: Int
            @Nullable package var test: SeedMean?
            /// By how much the test measure is better than without it; its interval over the seeds.
            @Nullable package var gain: SeedMean?
            /// The gain over what was lost: 1 for all of it.
            @Nullable package var recovered: SeedRatio?
            /// Seconds of a training beyond those without it.
            @Nullable package var extraSeconds: Double?
            /// Whether the interval of the gain is above zero.
            package var helps: Bool
        }
    }

    /// `S(b) = Smin (1 + Bc / b)`, fitted to the steps that trainings needed to the target.
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
    /// What was tried at the learning rate of the rule, and at the one that is better; nil where none is.
    package var betterRate: (ofRule: Result, better: Result)? {
        guard let ofRule = rates.ofRule, let better = rates.first(where: { $0.learningRate == betterLearningRate }),
            betterLearningRate != nil
        else { return nil }
        return (ofRule, better)
    }

    /// Whether the trainings act in an environment, whose steps they count.
    package var isByReinforcement: Bool { trainings.areByReinforcement }
}
