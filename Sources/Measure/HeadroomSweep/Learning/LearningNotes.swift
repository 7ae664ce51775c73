package import HeadroomCore

/// Notes on how far the figures of trainings in full can be trusted.
package struct LearningNotes {
    private let findings: LearningFindings

    package init(_ findings: LearningFindings) {
        self.findings = findings
    }

    private var trainings: [TrainingDocument] { findings.studied.trainings }
    private var measure: Metric { findings.studied.measure }

    package var all: [Note] {
        let omitted = findings.studied.omitted.map { Note.leftOut($0) }
        if let nothing = findings.nothingLearned { return omitted + [.nothingLearned(nothing)] }
        let kept = trainings.count { $0.keptFrom != nil }
        return onResults + omitted + (kept > 0 ? [.keptTrainings(kept)] : [])
    }

    private var onResults: [Note] {
        var notes: [Note] = []
        if findings.studied.seeds < 2 { notes.append(.oneSeed) }
        if findings.studied.reduction == .sum { notes.append(.addedGradients) }
        if let target = findings.target, findings.results.allSatisfy({ $0.reachedTarget == 0 }) {
            notes.append(.targetNotReached(target))
        }
        if isFalling { notes.append(.getsWorse(measure)) }
        if let otherData { notes.append(otherData) }
        return notes
    }

    /// A note where the batch size also changes the data, so that the comparison is not of the batch size alone.
    ///
    /// This is so where the command drops an incomplete last batch. A training with replayed experiences is meant to
    /// see more in proportion to the batch size.
    private var otherData: Note? {
        guard !trainings.areByReinforcement else { return nil }
        let finished = trainings.filter {
            $0.outcome == .completed && $0.remedy == nil && !Arm.ofEqualSamples.isDisjoint(with: $0.arms)
        }
        let samples = Dictionary(grouping: finished, by: \.setting.batchSize).mapValues { trainings in
            Double(trainings.reduce(0) { $0 + $1.samples }) / Double(trainings.count)
        }
        let baseline = findings.studied.baseline.batchSize
        guard let usual = samples[baseline], usual > 0 else { return nil }
        let others = samples.filter { abs($0.value / usual - 1) > Self.leastDifference }
        return others.isEmpty ? nil : .otherData(samples: others, baseline: baseline, usual: usual)
    }

    private static let leastDifference = 0.1

    /// Whether most trainings end worse than their best by more than the tolerance.
    private var isFalling: Bool {
        let finished = trainings.filter { $0.outcome == .completed && $0.curve.points.count > 2 }
        let falling = finished.filter { training in
            guard let best = training.curve.best(until: .infinity, by: measure),
                let last = training.curve.points.last?.value
            else { return false }
            return measure.gain(of: best, over: last) > findings.studied.tolerance
        }
        return 2 * falling.count > finished.count && !finished.isEmpty
    }
}
