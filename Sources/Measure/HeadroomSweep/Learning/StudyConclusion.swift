import HeadroomCore
import HeadroomSchema
import HeadroomTrials

/// The conclusions of a study: the result of its sweep, extended by its trainings.
struct StudyConclusion {
    /// Measurements and conclusions of the sweep.
    let swept: SweepResult
    let options: StudyOptions
    let baseline: Baseline
    var reduction: Reduction?
    /// The remedies that were tried.
    var remedies: [Remedy] = []
    var sharpness: SharpnessDocument?

    var rule: LearningRateRule? { LearningRateRule(optimizer: baseline.optimizer) }

    func result(_ log: StudyLog) -> SweepResult {
        swept.adding(log.trials, conclusion(log), watching: log.observer)
    }

    private func conclusion(_ log: StudyLog) -> SweepConclusion {
        guard let learning = learning(log) else {
            return swept.conclusion.adding(swept.conclusion.findings, log.leftOut.map { .leftOut($0) })
        }
        var findings = swept.conclusion.findings
        findings.rule = rule
        let processes = log.trials.compactMap(\.processes).max() ?? 1
        return swept.conclusion.adding(
            findings.adding(learning, processes: processes),
            LearningNotes(learning).all
        )
    }

    /// The arms whose test measure at a batch size is below the best by more than the tolerance, from as many samples.
    func losers(at batchSize: Int, _ log: StudyLog) -> [Arm] {
        guard let learning = learning(log), let best = learning.best?.test else { return [] }
        return Arm.allCases.filter { arm in
            guard Arm.ofEqualSamples.contains(arm),
                let plain = learning.results.first(where: { $0.arm == arm && $0.batchSize == batchSize })?.test
            else { return false }
            return learning.studied.measure.gain(of: best.value, over: plain.value) > learning.studied.tolerance
        }
    }

    /// Whether both arms with as many samples have a figure at a batch size.
    func isKnown(at batchSize: Int, _ log: StudyLog) -> Bool {
        let results = learning(log)?.results.filter { $0.batchSize == batchSize && $0.test != nil } ?? []
        return Arm.ofEqualSamples.intersection(log.triedArms).isSubset(of: Set(results.map(\.arm)))
    }

    private func learning(_ log: StudyLog) -> LearningFindings? {
        guard let measure = log.measure, !log.trainings.isEmpty else { return nil }
        var setting = TrainingDocument.Setting(batchSize: baseline.batchSize)
        (setting.learningRate, setting.epochs) = (baseline.learningRate, baseline.epochs)
        var studied = StudiedTrainings(
            measure: measure,
            tolerance: options.tolerance,
            isTargetOfBaseline: options.target == nil,
            baseline: setting,
            seeds: Set(log.trainings.map(\.setting.seed)).count,
            code: options.code ?? ""
        )
        studied.reduction = reduction
        studied.trainings = log.trainings
        studied.omitted = log.leftOut
        studied.sharpness = sharpness
        return LearningConclusion(studied, points: swept.conclusion.findings.points)
            .concluded(wishedTarget: options.target, remedies: remedies)
    }
}
