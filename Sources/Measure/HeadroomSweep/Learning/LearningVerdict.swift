import HeadroomCore

/// Joins what trainings in full say to the ceilings of a sweep, and recommends anew.
struct LearningVerdict {
    let rule: LearningRateRule?
    let paysAt: Double

    func apply(to document: inout SweepDocument) {
        guard let learning = document.learning else { return }
        // The sweep alone had nothing but the noise to go by.
        defer { document.withdrawEarlyNoise() }
        document.notes.removeAll { $0 == LearningRateRule.noteOnSum }
        if let reason = learning.nothingLearned {
            document.learns = nil
            document.undecided["learns"] = "nothing is learned: \(reason)"
            document.recommendation = nil
            document.candidates = []
            document.schedule = nil
            document.notes += learning.omitted.map { "left out: \($0)" }
            document.notes.append(
                "No batch size is recommended, since nothing is learned at any: \(reason). Are the labels those of the samples?"
            )
            return
        }
        if let threshold = document.threshold, let batchSize = threshold.batchSize {
            document.learns = SweepDocument.Learns(
                batchSize: batchSize,
                low: threshold.low,
                high: threshold.high,
                measuredBy: .accuracy
            )
            document.undecided["learns"] = nil
        }
        document.recommendation = Recommender(document: document, paysAt: paysAt).recommendation
        let factor = rule?.factor(in: document)
        document.recommendation?.learningRateFactor = factor
        document.candidates = Candidates(document).all
        document.schedule = ScheduleAdvice(document: document, rule: rule).steps
        document.notes += notes(learning)
        let kept = learning.trainings.count { $0.keptFrom != nil }
        if kept > 0 {
            document.notes.append("\(kept) trainings were kept from earlier runs; --no-reuse makes them anew")
        }
    }

    private func notes(_ learning: SweepDocument.Learning) -> [String] {
        var notes: [String] = []
        if learning.seeds < 2 { notes.append("one seed only: nothing says how much chance there is in the measures") }
        if learning.reduction == .sum { notes.append(LearningRateRule.noteOnSum) }
        if let target = learning.target, learning.results.allSatisfy({ $0.reachedTarget == 0 }) {
            notes.append("no training reached the target of \(target): give a nearer one with --target")
        }
        if isFalling(learning) {
            notes.append("the test \(learning.measure.name) gets worse as trainings go on")
        }
        if let note = changedData(learning) { notes.append(note) }
        return notes + learning.omitted.map { "left out: \($0)" }
    }

    /// Says so where the command sees other data at another batch size, and not the batch size alone is compared.
    ///
    /// It does so where it leaves out an odd last batch. What replays its experiences is meant to see as many more as a batch
    /// is larger.
    private func changedData(_ learning: SweepDocument.Learning) -> String? {
        guard !learning.isByReinforcement else { return nil }
        let finished = learning.trainings.filter {
            $0.outcome == .completed && $0.remedy == nil && !Arm.ofEqualSamples.isDisjoint(with: $0.arms)
        }
        let samples = Dictionary(grouping: finished, by: \.setting.batchSize).mapValues { trainings in
            Double(trainings.reduce(0) { $0 + $1.samples }) / Double(trainings.count)
        }
        guard let usual = samples[learning.baseline.batchSize], usual > 0 else { return nil }
        let others = samples.filter { abs($0.value / usual - 1) > Self.otherData }.keys.sorted()
        guard let first = others.first, let seen = samples[first] else { return nil }
        return "a training at batch size \(others.map { String($0) }.joined(separator: ", ")) sees other data: "
            + "\(Int(seen.rounded())) samples at \(first), \(Int(usual.rounded())) at \(learning.baseline.batchSize); does the "
            + "command leave out what does not fill a batch?"
    }

    private static let otherData = 0.1

    /// Whether most trainings end worse than their best by more than the tolerance.
    private func isFalling(_ learning: SweepDocument.Learning) -> Bool {
        let finished = learning.trainings.filter { $0.outcome == .completed && $0.curve.points.count > 2 }
        let falling = finished.filter { training in
            guard let best = training.curve.best(until: .infinity, by: learning.measure),
                let last = training.curve.points.last?.value
            else { return false }
            return learning.measure.gain(of: best, over: last) > learning.tolerance
        }
        return 2 * falling.count > finished.count && !finished.isEmpty
    }
}
