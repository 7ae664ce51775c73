import HeadroomCore
import HeadroomSchema
import HeadroomSystem
package import HeadroomTrials

/// Trains in full, over batch sizes, arms and seeds, to see up to which batch size a model still learns.
///
/// One seed after the other, so that the time being up leaves fewer seeds and no gaps; each training once, where it was
/// not kept from an earlier study; and none to its end that cannot win any more.
package struct Study {
    private(set) var options: StudyOptions
    let runner: TrialRunner
    let directory: String
    private let stopRequest: StopRequest
    private let report: @Sendable (SweepProgress) -> Void
    private let usableCPUs: Double
    private let startedAt = MonotonicClock.seconds()
    /// The number of the next trial.
    private var nextTrial = 1

    private(set) var trials: [LoggedTrial] = []
    private(set) var trainings: [TrainingDocument] = []
    private(set) var omitted: [Omission] = []
    /// Trainings for which there was no time: their batch sizes, by what they are.
    private(set) var tooLong: [TrainingSubject: Set<Int>] = [:]
    private(set) var measure: Measure?
    /// The run of the command as it is; nil before it, and where it cannot be started so.
    private(set) var observed: TrialResult?
    private(set) var longestStartupSeconds = 0.0
    /// What the first training took that came to its end.
    private(set) var firstTraining: TrainingTime?
    /// What watching the trainings took.
    private(set) var observer = SweepDocument.Observer(cpuSeconds: 0, privateMemoryBytes: 0, wallSeconds: 0)
    /// Where the solutions go that are looked at afterwards, by the setting of their training.
    var solutions: [TrainingDocument.Setting: String] = [:]
    /// How many trainings are done, of how many.
    var progress = (done: 0, expected: 0)

    package init(
        options: StudyOptions,
        runner: TrialRunner,
        usableCPUs: Double,
        directory: String,
        stopRequest: StopRequest,
        report: @escaping @Sendable (SweepProgress) -> Void
    ) {
        self.options = options
        self.runner = runner
        self.usableCPUs = usableCPUs
        self.directory = directory
        self.stopRequest = stopRequest
        self.report = report
    }

    var wasStopped: Bool { stopRequest.isSet }
    var remainingSeconds: Double { options.trials.budgetSeconds - elapsedSeconds }

    var elapsedSeconds: Double { MonotonicClock.seconds() - startedAt }

    // MARK: What the command does by itself

    /// Runs the command as its user has it: with what they say of it today, and without what it has by itself.
    ///
    /// - Returns: nil where it cannot be started without a placeholder, or tells no batch size.
    /// - Throws: ``TrialError`` where it fails.
    package mutating func observeBaseline() async throws -> Baseline? {
        let said = options.trials.baseline?.batchSize
        let known = options.command.with(batchSize: said, values: options.said)
        guard let command = known.leavingOpen(keeping: [.seed]) else { return nil }
        var plan = plan(command: command, batchSize: nil, limitSeconds: options.trials.budgetSeconds)
        plan.values = [.seed: "0"]
        // A workload changes nothing of its training when its gradients are looked at; of a script they are held still.
        if options.workload != nil { plan.gradientSteps = SweepOptions.usualGradientSteps }
        show(.watching, batchSize: 0, subject: nil)
        let result = try await runner.run(plan)
        add(result)
        observed = result
        if let failure = result.failure { throw failure }
        if result.trial.endedBy == .limit {
            throw TrialError(
                .usage,
                "one training as it is takes longer than all of this may take",
                hint: "give it a longer --budget, or fewer --epochs in the command; --quick needs one training"
            )
        }
        measure = options.measurePattern?.given ?? result.evaluations.measure
        time(result, batchSize: said ?? result.trial.batchSizeObserved, epochs: nil)
        return Baseline(result, batchSize: said, trainingSamples: options.trainingSamples)
    }

    /// Leaves out what nobody knows a value for.
    ///
    /// - Returns: false where the command cannot be started without it.
    mutating func leaveOpen(keeping known: Set<CommandTemplate.Placeholder>) -> Bool {
        guard let command = options.command.leavingOpen(keeping: known, keepsBatchSize: true) else { return false }
        options.leftToTheCommand = Set(
            CommandTemplate.Placeholder.allCases.filter { options.command.takes($0) && !command.takes($0) }
        )
        options.command = command
        return true
    }

    /// Leaves out the earlier trainings that were made with other frameworks, or other versions of them, than these.
    mutating func keep(onlyOf frameworks: [String: String]) {
        options.kept.removeAll { $0.frameworks != frameworks }
    }

    /// The arms that trainings were made of.
    var triedArms: Set<Arm> { Set(trainings.flatMap(\.arms)) }

    // MARK: Trainings

    /// Says which arms cannot be tried.
    mutating func omit(armsWithout plan: StudyPlan) {
        for arm in Arm.allCases {
            if let obstacle = plan.obstacle(to: arm) { omit(.arm(arm, obstacle)) }
        }
    }

    mutating func omit(_ omission: Omission) {
        if !omitted.contains(omission) { omitted.append(omission) }
    }

    /// Makes a training, unless it was made before, cannot win, or the time is up.
    ///
    /// - Parameters:
    ///   - findings: what was measured of speed, for what a training will take.
    ///   - budgetShare: of the whole time, by when it must have ended.
    ///   - isJudged: whether it ends where it cannot win any more.
    mutating func make(
        _ training: StudyPlan.Training,
        _ plan: StudyPlan,
        after findings: SweepFindings,
        budgetShare: Double,
        isJudged: Bool
    ) async throws {
        let setting = training.setting
        if training.isOfRate, trainings.contains(where: { $0.setting == setting }) { return }
        // A kept training has left no file.
        if solutions[setting] == nil, let kept = kept(training) {
            trainings.append(kept)
            return
        }
        guard !stopRequest.isSet, !isSettled(training) else { return }
        let remaining = budgetShare * options.trials.budgetSeconds - elapsedSeconds
        let expected = expectedSeconds(training, plan, findings)
        guard expected < remaining else {
            tooLong[training.subject, default: []].insert(setting.batchSize)
            return
        }
        show(.training, batchSize: setting.batchSize, subject: training.subject.phrase)
        var trial = self.plan(command: command(training, plan), batchSize: setting.batchSize, limitSeconds: remaining)
        trial.values = [
            .learningRate: setting.learningRate.map { "\($0)" }, .epochs: setting.epochs.map { "\($0)" },
            .seed: setting.seed.map { "\($0)" },
        ].compactMapValues(\.self)
        if options.workload == nil, setting.warmupSteps > 0 { trial.warmupSteps = setting.warmupSteps }
        trial.checksBatchSize = training.remedy == nil
        if isJudged, options.stopsEarly, let rule = earlyStopping, let steps = plan.steps(setting) {
            trial.judge = TrainingJudge(rule: rule, expectedSteps: steps)
        }
        trial.failureIsAResult = true
        let result = try await runner.run(trial)
        let identity = LoggedTrial.Training(
            arm: training.remedy?.name ?? training.arms.first?.rawValue ?? "learningRate",
            seed: setting.seed,
            learningRate: setting.learningRate
        )
        add(result, as: identity)
        // Without the command's own batch size there is nothing to compare with.
        if let failure = result.failure, setting.batchSize == plan.baseline.batchSize,
            trainings.allSatisfy(\.outcome.isInconclusive)
        {
            throw failure
        }
        guard result.trial.outcome != .stopped else {
            if !stopRequest.isSet { tooLong[training.subject, default: []].insert(setting.batchSize) }
            return
        }
        if let asked = trial.warmupSteps, result.warmupSteps != asked {
            omit(.warmUp)
        }
        measure = measure ?? options.measurePattern?.given ?? result.evaluations.measure
        trainings.append(self.training(training, result))
        if training.remedy == nil, trainings.last?.outcome == .completed {
            time(result, batchSize: setting.batchSize, epochs: setting.epochs)
        }
    }

    /// Takes in what the first training takes.
    private mutating func time(_ result: TrialResult, batchSize: Int?, epochs: Int?) {
        guard firstTraining == nil, let batchSize, result.trial.outcome == .completed else { return }
        firstTraining = TrainingTime(
            batchSize: batchSize,
            epochs: epochs,
            startupSeconds: result.startupSeconds,
            trainingSeconds: max(0, result.trial.wallSeconds - result.startupSeconds)
        )
    }

    /// What a finished trial says of its training.
    private func training(_ training: StudyPlan.Training, _ result: TrialResult) -> TrainingDocument {
        let outcome: TrainingDocument.Outcome =
            switch result.trial.outcome {
            case .outOfMemory: .outOfMemory
            case .timedOut: .stalled
            case .failed: .failed
            case _ where result.hasDiverged: .diverged
            case _ where result.hopelessAfter != nil: .stoppedEarly
            default: .completed
            }
        let curve = measure.flatMap { result.evaluations.test[$0] } ?? LearningCurve()
        var document = TrainingDocument(
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
        document.reason = end?.sentence
        (document.steps, document.samples, document.seconds) = (
            result.total.steps, result.total.samples, result.total.seconds
        )
        document.base = training.base
        document.trainingLoss = result.evaluations.training[.loss]
        document.joulesPerSample = result.trial.joulesPerSample
        document.testMeasure = outcome == .completed ? curve.points.last?.value : nil
        if outcome == .completed { document.trainingMeasure = measure.flatMap { result.evaluations.training[$0] } }
        document.trial = result.trial.id
        return document
    }

    // MARK: One trial

    private func command(_ training: StudyPlan.Training, _ plan: StudyPlan) -> CommandTemplate {
        guard let workload = options.workload else { return options.command }
        var arguments = options.command.arguments
        // Often enough to see when a target is reached, and seldom enough to take no time.
        if let option = workload.names.evaluateEvery, let steps = plan.steps(training.setting) {
            arguments += [option, String(max(1, steps / Self.evaluations))]
        }
        if let option = workload.names.warmupSteps, training.setting.warmupSteps > 0 {
            arguments += [option, String(training.setting.warmupSteps)]
        }
        if let option = workload.names.checkpoint, training.remedy == nil, let path = solutions[training.setting] {
            arguments += [option, path]
        }
        return CommandTemplate(arguments + training.setting.arguments)
    }

    private static let evaluations = 60

    private func plan(command: CommandTemplate, batchSize: Int?, limitSeconds: Double) -> TrialPlan {
        let id = nextTrial
        var plan = TrialPlan(
            id: id,
            purpose: .training,
            batchSize: batchSize,
            command: command,
            goal: .end,
            directory: "\(directory)/\(id)"
        )
        plan.batchSizeVariable = options.trials.batchSizeVariable
        plan.stepPattern = options.trials.stepPattern
        plan.environment = options.trials.environment
        plan.workingCopy = options.trials.workingCopy
        plan.keepsTrackers = options.trials.keepsTrackers
        plan.memoryLimitBytes = options.trials.hostLimitBytes(trainsOnDevice: nil)
        plan.deviceMemoryLimitBytes = options.trials.deviceMemoryLimitBytes
        plan.memoryMode = options.trials.memoryMode
        plan.firstStepSeconds = options.trials.firstStepSeconds
        plan.measurePattern = options.measurePattern
        plan.usableCPUs = usableCPUs
        plan.quietSeconds = TrialPlan.usualQuietSeconds
        plan.limitSeconds = max(1, limitSeconds)
        return plan
    }

    /// - Parameter training: which it was; nil for the command as it is.
    private mutating func add(_ result: TrialResult, as training: LoggedTrial.Training? = nil) {
        trials.append(LoggedTrial(result.trial, training: training))
        nextTrial += 1
        longestStartupSeconds = max(longestStartupSeconds, result.startupSeconds)
        observer.cpuSeconds += result.observer.processorSeconds
        observer.privateMemoryBytes = max(observer.privateMemoryBytes, result.observer.privateBytes)
        observer.wallSeconds += result.trial.wallSeconds
    }

    func show(_ phase: SweepProgress.Phase, batchSize: Int, subject: String?) {
        report(
            SweepProgress(
                phase: phase,
                notice: nil,
                subject: subject,
                batchSize: batchSize,
                trialsDone: progress.done,
                trialsExpected: progress.expected > 0 ? progress.expected : nil,
                samplesPerSecond: nil,
                elapsedSeconds: elapsedSeconds,
                remainingSeconds: nil
            )
        )
    }

    /// Gives the run of the command as it is a number after those of the sweep.
    mutating func renumber(after last: Int) {
        nextTrial = last + 1
        for index in trials.indices {
            trials[index].id = nextTrial
            nextTrial += 1
        }
    }
}
