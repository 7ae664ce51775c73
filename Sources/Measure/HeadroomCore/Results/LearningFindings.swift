/// What the trainings of a study amount to.
package struct LearningFindings: Equatable, Sendable {
    package var studied: StudiedTrainings
    /// What a training should reach; nil where none came to its end.
    package var target: Double?
    /// The best of all trainings that see as many samples as the baseline's; nil where none came to its end.
    package var best: SweepDocument.Learning.Result?
    package var results: [SweepDocument.Learning.Result]
    package var thresholds: [Threshold]
    package var remedies: [SweepDocument.Learning.RemedyResult]
    /// Learning rates around that of the rule at the recommended batch size, in ascending order.
    package var rates: [SweepDocument.Learning.Result]
    /// The one of them that clearly comes to the target in fewer steps than that of the rule; nil where none does.
    package var betterLearningRate: Double?
    /// Steps to the target over the batch size, where the trainings carry the law.
    package var stepsLaw: SweepDocument.MeasuredStepsLaw?
    /// That nothing is learned at all, where that is so.
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

    /// The threshold that counts: that of the arm in which a model learns up to the largest batch size from as many samples
    /// as today.
    package var threshold: Threshold? {
        thresholds.filter { Arm.ofEqualSamples.contains($0.arm) && $0.batchSize != nil }
            .max { $0.batchSize ?? 0 < $1.batchSize ?? 0 }
    }

    /// The largest batch size that trainings showed to be as good as the best; nil where none was made.
    package var largestThatLearns: Int? { threshold?.batchSize }
}

/// Trainings that are no better at their end than they were at the first look.
package struct NothingLearned: Equatable, Sendable {
    package var trainings: Int
    package var measure: Metric

    package init(trainings: Int, measure: Metric) {
        self.trainings = trainings
        self.measure = measure
    }
}

extension [TrainingDocument] {
    /// Whether the trainings act in an environment, whose steps they count.
    package var areByReinforcement: Bool {
        contains { $0.curve.points.contains { $0.environmentSteps != nil } }
    }
}

extension [SweepDocument.Learning.Result] {
    /// Of the learning rates that were tried, in ascending order, the one of the rule: the least is half of it.
    package var ofRule: SweepDocument.Learning.Result? {
        first { rate in
            guard let least = first?.learningRate, let value = rate.learningRate else { return false }
            return abs(value / least - 2) < 0.01
        }
    }
}
