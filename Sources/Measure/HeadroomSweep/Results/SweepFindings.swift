package import HeadroomCore

/// Findings on the batch size, the basis of advice.
package struct SweepFindings: Equatable, Sendable {
    package var objective: SweepDocument.Objective
    /// The share of the highest throughput from which on a batch size pays.
    package var paysAt = 0.9
    package var baseline: SweepDocument.Baseline?
    /// One element for each measured batch size, in ascending order.
    package var points: [MeasuredPoint]
    /// Why a training does not finish, by its batch size.
    package var failures: [Int: BatchSizeFailure] = [:]
    package var laws = FittedLaws()
    /// The ceilings: the largest batch size that fits, the smallest that uses the device well, and the largest at
    /// which the model still learns; nil where not asked for.
    package var whatFits: Found<SweepDocument.Fits>?
    package var whatPays: Found<SweepDocument.Pays>?
    package var whatLearns: Found<SweepDocument.Learns>?
    /// The learning rate rule; nil where none is known for the optimizer.
    package var rule: LearningRateRule?
    /// Number of processes that train together: batch sizes, and the laws over them, are per process.
    package var processes = 1
    /// Findings of trainings in full; nil where none was run.
    package var learning: LearningFindings?

    package init(objective: SweepDocument.Objective, points: [MeasuredPoint] = []) {
        self.objective = objective
        self.points = points
    }

    package var fits: SweepDocument.Fits? { whatFits?.answer }
    package var pays: SweepDocument.Pays? { whatPays?.answer }
    package var learns: SweepDocument.Learns? { whatLearns?.answer }

    package func point(at batchSize: Int?) -> MeasuredPoint? { points.first { $0.batchSize == batchSize } }

    /// Cost of reaching a target; nil where nothing is known of learning.
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

    /// The critical batch size in use: from the trainings' number of steps, else from the gradient noise scale.
    package var criticalBatchSize: Interval? { learning?.stepsLaw?.criticalBatchSize ?? laws.noise?.inUse }

    /// Whether the command averages or sums the gradients of the samples, by its trainings, else by the one with
    /// observed gradients; nil where unknown.
    package var reduction: Reduction? { learning?.studied.reduction ?? laws.noise?.reduction }

    /// Factor of the learning rate from the baseline to another batch size; nil where the baseline is unknown, or
    /// nothing is known of learning.
    package func learningRateFactor(to batchSize: Int) -> Double? {
        let noise = laws.noise?.inUse?.value
        guard let rule, let before = baseline?.batchSize, let critical = noise ?? (learning == nil ? nil : .infinity)
        else { return nil }
        // Where only trainings with the baseline's learning rate were as good as the best, it stays.
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
    /// The findings of a sweep with those of its trainings in full.
    ///
    /// - Parameter processes: number of processes in each training.
    package func adding(_ learning: LearningFindings, processes: Int) -> SweepFindings {
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
