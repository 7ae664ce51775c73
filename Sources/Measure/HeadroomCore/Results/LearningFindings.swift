/// Findings of a study.
package struct LearningFindings: Equatable, Sendable {
    package var studied: StudiedTrainings
    /// Target of the measure; nil where no training finished.
    package var target: Double?
    /// The best of all trainings with as many samples as the baseline's; nil where none finished.
    package var best: SweepDocument.Learning.Result?
    package var results: [SweepDocument.Learning.Result]
    package var thresholds: [Threshold]
    package var remedies: [SweepDocument.Learning.RemedyResult]
    /// Learning rates around the rule's at the recommended batch size, in ascending order.
    package var rates: [SweepDocument.Learning.Result]
    /// The learning rate that clearly reaches the target in fewer steps than the rule's; nil where none does.
    package var betterLearningRate: Double?
    /// Steps to the target by batch size, where the trainings support the law.
    package var stepsLaw: SweepDocument.MeasuredStepsLaw?
    /// Set where the trainings learn nothing.
    package var nothingLearned: NothingLearned?

    package init(
        studied: StudiedTrainings,
        target: Double? = nil,
        best: SweepDocument.Learning.Result? = nil,
        results: [SweepDocument.Learning.Result] = [],
        thresholds: [Threshold] = [],
        remedies: [SweepDocument.Learning.RemedyResult] = [],
        rates: [SweepDocument.Learning.Result] = [],
        betterLearningRate: Double? = nil,
        stepsLaw: SweepDocument.MeasuredStepsLaw? = nil,
        nothingLearned: NothingLearned? = nil
    ) {
        self.studied = studied
        self.target = target
        self.best = best
        self.results = results
        self.thresholds = thresholds
        self.remedies = remedies
        self.rates = rates
        self.betterLearningRate = betterLearningRate
        self.stepsLaw = stepsLaw
        self.nothingLearned = nothingLearned
    }

    /// The threshold in effect: that of the arm that learns up to the largest batch size with as many samples as the
    /// baseline.
    package var threshold: Threshold? {
        thresholds.filter { Arm.ofEqualSamples.contains($0.arm) && $0.batchSize != nil }
            .max { $0.batchSize ?? 0 < $1.batchSize ?? 0 }
    }

    /// The largest batch size that trainings showed to be as good as the best; nil where none was run.
    package var largestThatLearns: Int? { threshold?.batchSize }
}

/// Trainings that end no better than at their first evaluation.
package struct NothingLearned: Equatable, Sendable {
    package var trainings: Int
    package var measure: Metric

    package init(trainings: Int, measure: Metric) {
        self.trainings = trainings
        self.measure = measure
    }
}

extension [TrainingDocument] {
    /// Whether the trainings learn by reinforcement and count environment steps.
    package var areByReinforcement: Bool {
        contains { $0.curve.points.contains { $0.environmentSteps != nil } }
    }
}

extension [SweepDocument.Learning.Result] {
    /// The rule's learning rate among those tried, which are in ascending order from half of it.
    package var ofRule: SweepDocument.Learning.Result? {
        first { rate in
            guard let least = first?.learningRate, let value = rate.learningRate else { return false }
            return abs(value / least - 2) < 0.01
        }
    }
}
