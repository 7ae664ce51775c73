import HeadroomCore
import HeadroomSchema
import HeadroomTrials

/// The trainings of a study so far: their results, omissions, and consequences for the remaining ones.
struct StudyLog {
    /// The measure of the trainings; nil until one has reported a figure of its test data.
    private(set) var measure: Metric?
    private(set) var trials: [LoggedTrial] = []
    private(set) var trainings: [TrainingDocument] = []
    /// Omissions of the study.
    private(set) var omitted: [Omission] = []
    /// Batch sizes of trainings that did not fit into the time, by subject.
    private var tooLong: [TrainingSubject: Set<Int>] = [:]
    private(set) var longestStartupSeconds = 0.0
    /// Time of the first finished training.
    private(set) var firstTraining: TrainingTime?
    /// Overhead of watching the trainings.
    private(set) var observer = SweepDocument.Observer(cpuSeconds: 0, privateMemoryBytes: 0, wallSeconds: 0)
    /// Number of the next trial.
    private(set) var nextTrial = 1

    /// The arms of all trainings so far.
    var triedArms: Set<Arm> { Set(trainings.flatMap(\.arms)) }

    // MARK: Recording

    /// Records the run of the unchanged command.
    ///
    /// - Parameters:
    ///   - given: the measure as given by the user.
    ///   - batchSize: the batch size as given by the user.
    mutating func add(observation result: TrialResult, measure given: Metric?, batchSize: Int?) {
        add(result, as: nil)
        guard result.failure == nil, result.trial.endedBy != .limit else { return }
        measure = given ?? result.evaluations.measure
        time(result, batchSize: batchSize ?? result.trial.batchSizeObserved, epochs: nil)
    }

    /// Records the trial of a training, whatever its outcome.
    mutating func add(trialOf training: StudyPlan.Training, _ result: TrialResult) {
        let identity = LoggedTrial.Training(
            arm: training.remedy?.name ?? training.arms.first?.rawValue ?? "learningRate",
            seed: training.setting.seed,
            learningRate: training.setting.learningRate
        )
        add(result, as: identity)
    }

    /// Records the result of a training.
    mutating func add(_ training: StudyPlan.Training, _ result: TrialResult, measure given: Metric?) {
        measure = measure ?? given ?? result.evaluations.measure
        let document = TrainingDocument(training, result, measure: measure)
        trainings.append(document)
        if training.remedy == nil, document.outcome == .completed {
            time(result, batchSize: training.setting.batchSize, epochs: training.setting.epochs)
        }
    }

    /// Records a training of an earlier run.
    mutating func add(kept training: TrainingDocument) {
        trainings.append(training)
    }

    mutating func omit(_ omission: Omission) {
        if !omitted.contains(omission) { omitted.append(omission) }
    }

    /// Records that a training did not fit into the time.
    mutating func omit(tooLong training: StudyPlan.Training) {
        tooLong[training.subject, default: []].insert(training.setting.batchSize)
    }

    /// Numbers the run of the unchanged command after the trials of the sweep.
    mutating func renumber(after last: Int) {
        nextTrial = last + 1
        for index in trials.indices {
            trials[index].id = nextTrial
            nextTrial += 1
        }
    }

    private mutating func add(_ result: TrialResult, as training: LoggedTrial.Training?) {
        trials.append(LoggedTrial(result.trial, training: training))
        nextTrial += 1
        longestStartupSeconds = max(longestStartupSeconds, result.startupSeconds)
        observer.cpuSeconds += result.observer.processorSeconds
        observer.privateMemoryBytes = max(observer.privateMemoryBytes, result.observer.privateBytes)
        observer.wallSeconds += result.trial.wallSeconds
    }

    private mutating func time(_ result: TrialResult, batchSize: Int?, epochs: Int?) {
        guard firstTraining == nil, let batchSize, result.trial.outcome == .completed else { return }
        firstTraining = TrainingTime(
            batchSize: batchSize,
            epochs: epochs,
            startupSeconds: result.startupSeconds,
            trainingSeconds: max(0, result.trial.wallSeconds - result.startupSeconds)
        )
    }

    // MARK: Conclusions

    /// The result of an equal training that was made before; nil where there is none.
    func made(_ training: StudyPlan.Training, or kept: [KeptTrainings]) -> TrainingDocument? {
        let made = trainings.first { $0.isReusable(for: training.setting) }
        guard var known = made ?? measure.flatMap({ kept.training(of: training.setting, by: $0) }) else { return nil }
        (known.arms, known.remedy, known.base) = (training.arms, training.remedy?.name, training.base)
        return known
    }

    /// Whether another seed of the same setting failed, so that this one would as well.
    ///
    /// A training that hung or failed may have done so by chance; after a second one this is unlikely.
    func isSettled(_ training: StudyPlan.Training) -> Bool {
        let others = trainings.filter { other in
            var setting = other.setting
            setting.seed = training.setting.seed
            return setting == training.setting
        }
        return others.count { $0.outcome.isInconclusive } > 1
            || training.remedy == nil && others.contains { $0.outcome != .completed && !$0.outcome.isInconclusive }
    }

    /// The early stopping rule; nil before there is a measure.
    func earlyStopping(tolerance: Double) -> EarlyStopping? {
        guard let measure else { return nil }
        let finished = trainings.filter { $0.outcome == .completed && $0.remedy == nil }
        let comparable = finished.filter { !Arm.ofEqualSamples.isDisjoint(with: $0.arms) }
        let alike = Dictionary(grouping: comparable) { training in
            var setting = training.setting
            setting.seed = nil
            return setting
        }
        let means = alike.compactMap { SeedMean($0.value.compactMap(\.finalMeasure))?.value }
        return EarlyStopping(
            measure: measure,
            tolerance: tolerance,
            finished: finished.map(\.curve),
            best: means.max { measure.gain(of: $1, over: $0) > 0 }
        )
    }

    /// Omissions, with their reasons.
    var leftOut: [Omission] {
        omitted + inconclusive
            + tooLong.sorted { $0.key.phrase < $1.key.phrase }.map { .noTime($0, batchSizes: $1.sorted()) }
    }

    private var inconclusive: [Omission] {
        trainings.filter(\.outcome.isInconclusive).map { training in
            .inconclusive(
                TrainingSubject(remedy: training.remedy, arms: training.arms),
                batchSize: training.setting.batchSize,
                seed: training.setting.seed,
                because: training.reason ?? training.outcome.rawValue
            )
        }
    }
}

extension TrainingDocument {
    /// Creates the document of a training from its finished trial.
    fileprivate init(_ training: StudyPlan.Training, _ result: TrialResult, measure: Metric?) {
        let outcome: Outcome =
            switch result.trial.outcome {
            case .outOfMemory: .outOfMemory
            case .timedOut: .stalled
            case .failed: .failed
            case _ where result.hasDiverged: .diverged
            case _ where result.hopelessAfter != nil: .stoppedEarly
            default: .completed
            }
        let curve = measure.flatMap { result.evaluations.test[$0] } ?? LearningCurve()
        self.init(
            setting: training.setting,
            arms: training.arms,
            remedy: training.remedy?.name,
            outcome: outcome,
            curve: curve
        )
        let end: TrainingEnd? =
            switch outcome {
            case .diverged: .diverged
            case .stalled, .failed: result.trial.message.map { .ofTrial($0) }
            default: result.hopelessAfter.map { .hopeless(stepsRatio: $0) }
            }
        reason = end?.sentence
        (steps, samples, seconds) = (result.total.steps, result.total.samples, result.total.seconds)
        base = training.base
        trainingLoss = result.evaluations.training[.loss]
        joulesPerSample = result.trial.joulesPerSample
        testMeasure = outcome == .completed ? curve.points.last?.value : nil
        if outcome == .completed { trainingMeasure = measure.flatMap { result.evaluations.training[$0] } }
        trial = result.trial.id
    }
}
