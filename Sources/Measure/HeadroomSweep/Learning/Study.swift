import HeadroomCore
import HeadroomSchema
import HeadroomSystem
package import HeadroomTrials

/// The study of `headroom learn`: finds the largest batch size at which a model still learns.
///
///     unchanged command    ─► sweep ─► arms ─► learning rates ─► remedies ─► recommendation
///          Baseline         SweepResult  └───── StudyPlan, StudyLog ─────┘   StudyConclusion
///
/// Trainings run one seed after the other, so that a lack of time leaves fewer seeds but no gaps; each runs once unless
/// an earlier study has it; those that cannot become the best are stopped early.
package struct Study {
    private var options: StudyOptions
    private let runner: TrialRunner
    private let usableCPUs: Double
    private let directory: String
    private let stopRequest: StopRequest
    private let makeSweep: (SweepOptions) -> Sweep
    private let checkpoint: (SweepResult) -> Void
    private let report: @Sendable (SweepProgress) -> Void
    private let startedAt = MonotonicClock.seconds()
    private var checkpoints = CheckpointPace()
    private var log = StudyLog()

    /// The share of the time for the sweep.
    private static let sweepShare = 0.35

    /// - Parameters:
    ///   - makeSweep: creates the sweep before the trainings.
    ///   - checkpoint: called periodically between two trainings, with the measurements so far.
    package init(
        options: StudyOptions,
        runner: TrialRunner,
        usableCPUs: Double,
        directory: String,
        stopRequest: StopRequest,
        makeSweep: @escaping (SweepOptions) -> Sweep,
        checkpoint: @escaping (SweepResult) -> Void = { _ in },
        report: @escaping @Sendable (SweepProgress) -> Void
    ) {
        self.options = options
        self.runner = runner
        self.usableCPUs = usableCPUs
        self.directory = directory
        self.stopRequest = stopRequest
        self.makeSweep = makeSweep
        self.checkpoint = checkpoint
        self.report = report
    }

    /// Runs the study; the result has all measurements, however it ends.
    ///
    /// - Throws: ``TrialError`` where the unchanged command fails, so that there is no result.
    package mutating func run(id: String, startedAt: String) async throws -> Sweep.Outcome {
        let observed = try await observe()
        let baseline = try baseline(observed)
        var sweep = makeSweep(try sweepOptions(baseline, knownStart: observed?.start))
        if let observed, options.isCommandAsItIs { sweep.takeGradients(of: observed) }
        var outcome = await sweep.run(id: id, startedAt: startedAt)
        var known = baseline
        known.learn(of: sweep.optimizer)
        known.trainingSamples = known.trainingSamples ?? sweep.trainingSamples
        log.renumber(after: outcome.result.trials.map(\.id).max() ?? 0)
        guard outcome.failure == nil else { return outcome }

        // Trainings with other frameworks, or other versions of them, are not comparable.
        let frameworks = outcome.result.machine.frameworks
        options.kept.removeAll { $0.frameworks != frameworks }
        var conclusion = StudyConclusion(swept: outcome.result, options: options, baseline: known)
        conclusion.reduction = options.reduction ?? sweep.reduction
        do {
            try await train(&conclusion)
        } catch let error as TrialError {
            outcome.failure = error
        } catch {
            outcome.failure = TrialError(.missing, "\(error)")
        }
        outcome.result = conclusion.result(log)
        if outcome.failure == nil, stopRequest.isSet { outcome.failure = TrialError(.stopped, "stopped") }
        return outcome
    }

    private var trials: StudyTrials { StudyTrials(options: options, usableCPUs: usableCPUs, directory: directory) }
    private var elapsedSeconds: Double { MonotonicClock.seconds() - startedAt }
    private var remainingSeconds: Double { options.trials.budgetSeconds - elapsedSeconds }

    // MARK: Baseline

    /// Runs the command as given by the user.
    ///
    /// - Returns: nil where it cannot be started without a placeholder.
    /// - Throws: ``TrialError`` where it fails, or reports no measure of its model.
    private mutating func observe() async throws -> TrialResult? {
        guard let trial = trials.observation(id: log.nextTrial) else { return nil }
        show(.watching, batchSize: 0)
        let result = try await runner.run(trial)
        log.add(
            observation: result,
            measure: options.evaluationPattern?.given,
            batchSize: options.trials.baseline?.batchSize
        )
        if let failure = result.failure { throw failure }
        if result.trial.endedBy == .limit {
            throw TrialError(
                .usage,
                "one training as it is takes longer than all of this may take",
                hint: "give it a longer --budget, or fewer --epochs in the command; --quick needs one training"
            )
        }
        return result
    }

    /// The baseline, as observed and as given by the user.
    private func baseline(_ observed: TrialResult?) throws -> Baseline {
        let said = options.trials.baseline?.batchSize
        let seen = observed.flatMap { Baseline($0, batchSize: said, trainingSamples: options.trainingSamples) }
        guard var baseline = seen ?? options.saidBaseline else {
            throw TrialError(
                .usage,
                "at which batch size the command trains by itself is not known: it cannot be started without {batch}, or "
                    + "tells no steps",
                hint: "say it with --baseline N, and with --learning-rate X and --epochs N what goes with it"
            )
        }
        guard observed == nil || log.measure != nil else {
            throw TrialError(
                .usage,
                "nothing that the command wrote says how well its model does on test data",
                hint:
                    "let it print a line such as 'test accuracy 97.2%', report 'evaluation' events (docs/protocol.md), "
                    + "or give --measure-regex 'my score: (?<value>[0-9.]+)'; --quick needs no test data"
            )
        }
        baseline.learningRate = options.learningRate ?? baseline.learningRate
        baseline.epochs = options.epochs ?? baseline.epochs
        baseline.optimizer = options.optimizer ?? baseline.optimizer
        if let samples = baseline.trainingSamples, let asked = options.batchSizes?.max(), asked > samples {
            throw TrialError(
                .usage,
                "a batch size of \(asked) is larger than the data, which has \(samples) training samples",
                hint: "ask for batch sizes of at most \(samples)"
            )
        }
        return baseline
    }

    /// Options of the sweep that measures the cost of the trainings; placeholders without a known value are left to the
    /// command.
    private mutating func sweepOptions(_ baseline: Baseline, knownStart: SlowStart?) throws -> SweepOptions {
        var sweep = options.trials
        sweep.budgetSeconds = min(Self.sweepShare * sweep.budgetSeconds, remainingSeconds / 2)
        sweep.baseline = .init(batchSize: baseline.batchSize, observed: baseline.isObserved)
        // Batch sizes of trainings are measured too, so that none depends on a law.
        sweep.walksThrough = baseline.batchSize
        sweep.knownStart = knownStart ?? SlowStart()
        sweep.otherBatchSizes = StudyPlan.batchSizes(asked: options.batchSizes, baseline: baseline, spacing: 2)
        sweep.values = [
            .learningRate: baseline.learningRate.map { "\($0)" }, .epochs: baseline.epochs.map { "\($0)" }, .seed: "0",
        ].compactMapValues(\.self)
        let known = Set(sweep.values.keys)
        guard let command = sweep.command.leavingOpen(keeping: known, keepsBatchSize: true),
            let leftOpen = options.leavingOpen(keeping: known)
        else {
            throw TrialError(
                .usage,
                "what the command has for its {lr} or {epochs} today is not known, and it cannot be started without",
                hint: "say it with --learning-rate X and --epochs N"
            )
        }
        options = leftOpen
        sweep.command = command
        if let steps = baseline.steps(batchSize: baseline.batchSize, epochs: baseline.epochs) {
            // At the start, after the first steps, in the middle, and at the end.
            let holds = [min(10, steps / 10), steps / 2, steps * 9 / 10]
            sweep.gradientHolds = holds
            let held = holds.count * SweepOptions.usualGradientSteps
            let share = Double(held) / Double(max(1, steps))
            sweep.gradientEpochs = baseline.epochs.map { Int((Double($0) * (1 + share)).rounded(.up)) + 1 }
        }
        return sweep
    }

    // MARK: Trainings

    private mutating func train(_ conclusion: inout StudyConclusion) async throws {
        let course = StudyCourse(
            conclusion,
            log: log,
            budgetSeconds: options.trials.budgetSeconds,
            elapsedSeconds: elapsedSeconds,
            directory: directory
        )
        for omission in course.omitted { log.omit(omission) }
        try await make(course.arms, course, conclusion)
        if let look = course.sharpness { conclusion.sharpness = await sharpness(look, course) }
        if let best = conclusion.result(log).conclusion.advice.recommendation?.batchSize {
            try await make(course.rates(at: best), course, conclusion)
        }
        conclusion.remedies = course.remedies
        try await make(remedies(course, conclusion), course, conclusion)
    }

    /// The remedies at the largest batch size, added to the arms with a loss there.
    private mutating func remedies(_ course: StudyCourse, _ conclusion: StudyConclusion) -> [StudyCourse.Step] {
        guard !course.remedies.isEmpty else { return [] }
        let losers = conclusion.losers(at: course.largest, log)
        if !conclusion.isKnown(at: course.largest, log) {
            if !stopRequest.isSet {
                log.omit(.remediesWithoutTrainings(batchSize: course.largest))
            }
        } else if losers.isEmpty, let measure = log.measure {
            log.omit(.remediesWithoutLoss(measure, batchSize: course.largest))
        }
        return course.remedies(on: losers)
    }

    private mutating func sharpness(_ look: SharpnessLook, _ course: StudyCourse) async -> SharpnessDocument? {
        show(.sharpness, batchSize: course.largest)
        do {
            return try await look.run(after: log.trainings, by: runner, limitSeconds: remainingSeconds)
        } catch let error as TrialError {
            log.omit(.sharpness(because: error.message))
        } catch {
            log.omit(.sharpness(because: "\(error)"))
        }
        return nil
    }

    private mutating func make(
        _ steps: [StudyCourse.Step],
        _ course: StudyCourse,
        _ conclusion: StudyConclusion
    ) async throws {
        for (index, step) in steps.enumerated() {
            try await make(step, course, progress: (index, steps.count))
            write(conclusion)
        }
    }

    /// Runs a training, unless it was made before, cannot become the best, or the time is up.
    private mutating func make(
        _ step: StudyCourse.Step,
        _ course: StudyCourse,
        progress: (done: Int, expected: Int)
    ) async throws {
        let (training, setting) = (step.training, step.training.setting)
        let solution = course.solutions[setting]
        if training.isOfRate, log.trainings.contains(where: { $0.setting == setting }) { return }
        // A reused training has no model file.
        if solution == nil, let kept = log.made(training, or: options.kept) { return log.add(kept: kept) }
        guard !stopRequest.isSet, !log.isSettled(training) else { return }
        let remaining = step.budgetShare * options.trials.budgetSeconds - elapsedSeconds
        guard course.forecast(log).seconds(of: training) < remaining else { return log.omit(tooLong: training) }
        show(.training, batchSize: setting.batchSize, subject: training.subject.phrase, progress)
        let trial = trials.training(
            training,
            id: log.nextTrial,
            steps: course.plan.steps(setting),
            solution: solution,
            rule: step.isJudged && options.stopsEarly ? log.earlyStopping(tolerance: options.tolerance) : nil,
            limitSeconds: remaining
        )
        let result = try await runner.run(trial)
        log.add(trialOf: training, result)
        // Without the baseline there is nothing to compare with.
        if let failure = result.failure, setting.batchSize == course.plan.baseline.batchSize,
            log.trainings.allSatisfy(\.outcome.isInconclusive)
        {
            throw failure
        }
        if result.trial.outcome == .stopped {
            if !stopRequest.isSet { log.omit(tooLong: training) }
            return
        }
        if let asked = trial.warmupSteps, result.warmupSteps != asked {
            log.omit(.warmUp)
        }
        log.add(training, result, measure: options.evaluationPattern?.given)
    }

    // MARK: Checkpoints

    /// Writes a checkpoint of the measurements, so that a crash loses the trainings of some seconds at most.
    private mutating func write(_ conclusion: StudyConclusion) {
        guard checkpoints.isDue else { return }
        let began = MonotonicClock.seconds()
        checkpoint(conclusion.result(log).unfinished)
        checkpoints.wrote(since: began)
    }

    private func show(
        _ phase: SweepProgress.Phase,
        batchSize: Int,
        subject: String? = nil,
        _ progress: (done: Int, expected: Int)? = nil
    ) {
        report(
            SweepProgress(
                phase: phase,
                notice: nil,
                subject: subject,
                batchSize: batchSize,
                trialsDone: progress?.done ?? 0,
                trialsExpected: progress?.expected,
                samplesPerSecond: nil,
                elapsedSeconds: elapsedSeconds,
                remainingSeconds: nil
            )
        )
    }
}
