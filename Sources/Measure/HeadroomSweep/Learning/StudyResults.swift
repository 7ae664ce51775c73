import HeadroomCore
import HeadroomSchema
import HeadroomTrials

/// The document of a study: that of its sweep, with what its trainings say.
struct StudyResults {
    /// What the sweep measured and concluded.
    let swept: SweepDocument
    let options: StudyOptions
    let baseline: Baseline
    var reduction: Reduction?
    /// Those that were tried.
    var remedies: [Remedy] = []
    var sharpness: SharpnessDocument?

    var rule: LearningRateRule? { LearningRateRule(optimizer: baseline.optimizer) }

    func document(_ study: Study) -> SweepDocument {
        var document = swept
        document.trials += study.trials
        document.observer?.cpuSeconds += study.observer.cpuSeconds
        document.observer?.wallSeconds += study.observer.wallSeconds
        document.learning = learning(study)
        if document.learning == nil { document.notes += study.leftOut.map { "left out: \($0)" } }
        LearningVerdict(rule: rule, paysAt: options.trials.paysAt).apply(to: &document)
        return document
    }

    /// The arms that were seen to learn worse at a batch size than the best by more than the tolerance, from as many samples.
    func losers(at batchSize: Int, _ study: Study) -> [Arm] {
        guard let learning = learning(study), let best = learning.best?.test else { return [] }
        return Arm.allCases.filter { arm in
            guard Arm.ofEqualSamples.contains(arm),
                let plain = learning.results.first(where: { $0.arm == arm && $0.batchSize == batchSize })?.test
            else { return false }
            return learning.measure.gain(of: best.value, over: plain.value) > learning.tolerance
        }
    }

    /// Whether both arms of as many samples have a figure at a batch size.
    func isKnown(at batchSize: Int, _ study: Study) -> Bool {
        let results = learning(study)?.results.filter { $0.batchSize == batchSize && $0.test != nil } ?? []
        return Arm.ofEqualSamples.intersection(study.triedArms).isSubset(of: Set(results.map(\.arm)))
    }

    private func learning(_ study: Study) -> SweepDocument.Learning? {
        guard let measure = study.measure, !study.trainings.isEmpty else { return nil }
        var setting = TrainingDocument.Setting(batchSize: baseline.batchSize)
        (setting.learningRate, setting.epochs) = (baseline.learningRate, baseline.epochs)
        var learning = SweepDocument.Learning(
            measure: measure,
            tolerance: options.tolerance,
            isTargetOfBaseline: options.target == nil,
            baseline: setting,
            seeds: Set(study.trainings.map(\.setting.seed)).count,
            code: options.code ?? ""
        )
        learning.reduction = reduction
        learning.trainings = study.trainings
        learning.omitted = study.leftOut
        learning.sharpness = sharpness
        return LearningConclusion(learning, points: swept.points)
            .concluded(wishedTarget: options.target, remedies: remedies)
    }
}
