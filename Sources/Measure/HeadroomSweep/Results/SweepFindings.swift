package import HeadroomCore

/// What was found of the batch size: what advice rests on.
package struct SweepFindings: Equatable, Sendable {
    package var objective: SweepDocument.Objective
    /// The share of the greatest throughput from which on a batch size pays.
    package var paysAt = 0.9
    package var baseline: SweepDocument.Baseline?
    /// One element for each batch size that was measured, in ascending order.
    package var points: [MeasuredPoint]
    /// Why a training does not come to its end, by its batch size.
    package var failures: [Int: BatchSizeFailure] = [:]
    package var laws = FittedLaws()
    /// The largest batch size that fits, the one from which on the device is used well, the one up to which a larger batch
    /// still buys progress; nil where that was not asked.
    package var whatFits: Found<SweepDocument.Fits>?
    package var whatPays: Found<SweepDocument.Pays>?
    package var whatLearns: Found<SweepDocument.Learns>?
    /// How the learning rate follows the batch size; nil where no rule is known for the optimizer.
    package var rule: LearningRateRule?
    /// How many processes train together: batch sizes, and the laws over them, are those of each.
    package var processes = 1
    /// What trainings in full say; nil where none was made.
    package var learning: LearningFindings?

    package init(objective: SweepDocument.Objective, points: [MeasuredPoint] = []) {
        self.objective = objective
        self.points = points
    }

    package var fits: SweepDocument.Fits? { whatFits?.answer }
    package var pays: SweepDocument.Pays? { whatPays?.answer }
    package var learns: SweepDocument.Learns? { whatLearns?.answer }

    package func point(at batchSize: Int?) -> MeasuredPoint? { points.first { $0.batchSize == batchSize } }

    /// What it takes to reach a target; nil where nothing was seen of learning.
    package var targetCost: TargetCost? {
        TargetCost(
            laws: laws.document,
            trainings: learning.map { learning in
                TargetCost.Trainings(
                    stepsLaw: learning.stepsLaw,
                    baseline: learning.studied.baseline.batchSize,
                    results: learning.results
                )
            },
            processes: processes
        )
    }

    /// The critical batch size that counts: that of the trainings' own steps, else that of the noise.
    package var criticalBatchSize: Interval? { learning?.stepsLaw?.criticalBatchSize ?? laws.noise?.inUse }

    /// Whether the command averages or adds the gradients of the samples, by its trainings, else by the one whose noise was
    /// seen; nil where nothing tells.
    package var reduction: Reduction? { learning?.studied.reduction ?? laws.noise?.reduction }

    /// The factor of the learning rate from the batch size of today to another; nil where that of today is not known, or
    /// nothing was seen of learning.
    package func learningRateFactor(to batchSize: Int) -> Double? {
        let noise = laws.noise?.inUse?.value
        guard let rule, let before = baseline?.batchSize, let critical = noise ?? (learning == nil ? nil : .infinity)
        else { return nil }
        // Where only trainings with today's learning rate were as good as the best, it stays.
        let scaled = learning?.thresholds.first { $0.arm == .scaledRate }
        if learning?.threshold?.arm == .unchanged, let scaled, scaled.batchSize ?? 0 < batchSize { return 1 }
        return rule.factor(
            from: Double(before),
            to: Double(batchSize),
            criticalBatchSize: critical,
            reduction: reduction ?? .mean
        )
    }
}

extension SweepFindings {
    /// The findings of a sweep with those of the trainings in full after it.
    ///
    /// - Parameter processes: how many of the trainings' processes trained together.
    func adding(_ learning: LearningFindings, processes: Int) -> SweepFindings {
        var findings = self
        findings.learning = learning
        findings.processes = max(self.processes, processes)
        if let nothing = learning.nothingLearned {
            findings.whatLearns = .open(because: .nothingLearned(nothing))
        } else if let threshold = learning.threshold, let batchSize = threshold.batchSize {
            findings.whatLearns = .known(
                SweepDocument.Learns(
                    batchSize: batchSize,
                    low: threshold.low,
                    high: threshold.high,
                    measuredBy: .accuracy
                )
            )
        }
        return findings
    }
}
