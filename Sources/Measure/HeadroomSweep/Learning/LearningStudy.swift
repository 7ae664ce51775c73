import HeadroomCore
import HeadroomSchema
import HeadroomSystem
import HeadroomTrials

/// The whole of `headroom learn`: what the command does by itself, a sweep over batch sizes, trainings in full, remedies,
/// and the recommendation that joins them.
package struct LearningStudy {
    private var study: Study
    private let makeSweep: (SweepOptions) -> Sweep
    private let checkpoint: (SweepResult) -> Void
    private var checkpoints = CheckpointPace()

    /// The sweep may take this share of the time, and with the arms this much of it, where remedies come after.
    private static let sweepShare = 0.35
    private static let armsShare = 0.7
    /// Batch sizes lie twice as dense where that takes no more than this share of what is left.
    private static let denseShare = 0.5

    /// - Parameters:
    ///   - makeSweep: makes the sweep that comes before the trainings.
    ///   - checkpoint: called now and then, between two trainings, with what was measured until then.
    package init(
        study: Study,
        makeSweep: @escaping (SweepOptions) -> Sweep,
        checkpoint: @escaping (SweepResult) -> Void = { _ in }
    ) {
        self.study = study
        self.makeSweep = makeSweep
        self.checkpoint = checkpoint
    }

    private var options: StudyOptions { study.options }

    /// Whatever ends it, what was measured is in its result.
    ///
    /// - Throws: ``TrialError`` where the command does not even run as it is, so that there is no result.
    package mutating func run(id: String, startedAt: String) async throws -> Sweep.Outcome {
        let baseline = try await findBaseline()
        if let samples = baseline.trainingSamples, let asked = options.batchSizes?.max(), asked > samples {
            throw TrialError(
                .usage,
                "a batch size of \(asked) is larger than the data, which has \(samples) training samples",
                hint: "ask for batch sizes of at most \(samples)"
            )
        }
        var sweep = makeSweep(try sweepOptions(baseline))
        if let observed = study.observed, isAsObserved { sweep.takeGradients(of: observed) }
        var outcome = await sweep.run(id: id, startedAt: startedAt)
        var known = baseline
        known.learn(of: sweep.optimizer)
        known.trainingSamples = known.trainingSamples ?? sweep.trainingSamples
        study.renumber(after: outcome.result.trials.map(\.id).max() ?? 0)
        guard outcome.failure == nil else { return outcome }
        study.keep(onlyOf: outcome.result.machine.frameworks)
        var results = StudyResults(swept: outcome.result, options: options, baseline: known)
        results.reduction = options.reduction ?? sweep.reduction
        do {
            try await train(&results)
        } catch let error as TrialError {
            outcome.failure = error
        } catch {
            outcome.failure = TrialError(.missing, "\(error)")
        }
        outcome.result = results.result(study)
        if outcome.failure == nil, study.wasStopped { outcome.failure = TrialError(.stopped, "stopped") }
        return outcome
    }

    // MARK: The baseline and the sweep

    /// Whether the baseline is the command as it was seen, with nothing said about it by its user.
    private var isAsObserved: Bool {
        options.trials.baseline == nil && options.learningRate == nil && options.epochs == nil
    }

    private mutating func findBaseline() async throws -> Baseline {
        let observed = try await study.observeBaseline()
        guard var baseline = observed ?? said else {
            throw TrialError(
                .usage,
                "at which batch size the command trains by itself is not known: it cannot be started without {batch}, or "
                    + "tells no steps",
                hint: "say it with --baseline N, and with --learning-rate X and --epochs N what goes with it"
            )
        }
        guard study.trials.isEmpty || study.measure != nil else {
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
        return baseline
    }

    /// The command as its user says that it is, where no run of it tells; nil where they say no batch size.
    private var said: Baseline? {
        options.trials.baseline.map { said in
            var baseline = Baseline(batchSize: said.batchSize, isObserved: false)
            baseline.trainingSamples = options.trainingSamples
            return baseline
        }
    }

    private mutating func sweepOptions(_ baseline: Baseline) throws -> SweepOptions {
        var sweep = options.trials
        sweep.budgetSeconds = min(Self.sweepShare * sweep.budgetSeconds, study.remainingSeconds / 2)
        sweep.baseline = .init(batchSize: baseline.batchSize, observed: baseline.isObserved)
        // What is trained at is measured as well, so that nothing of it has to be read off a law.
        sweep.walksThrough = baseline.batchSize
        sweep.knownStart = study.observed?.start ?? SlowStart()
        sweep.otherBatchSizes = StudyPlan.batchSizes(asked: options.batchSizes, baseline: baseline, spacing: 2)
        sweep.values = [
            .learningRate: baseline.learningRate.map { "\($0)" }, .epochs: baseline.epochs.map { "\($0)" }, .seed: "0",
        ].compactMapValues(\.self)
        // What nobody knows the value of is left to the command.
        let known = Set(sweep.values.keys)
        guard let command = sweep.command.leavingOpen(keeping: known, keepsBatchSize: true),
            study.leaveOpen(keeping: known)
        else {
            throw TrialError(
                .usage,
                "what the command has for its {lr} or {epochs} today is not known, and it cannot be started without",
                hint: "say it with --learning-rate X and --epochs N"
            )
        }
        sweep.command = command
        if let steps = baseline.steps(batchSize: baseline.batchSize, epochs: baseline.epochs) {
            // At its start, once the first steps are over, in its middle, and at its end.
            let holds = [min(10, steps / 10), steps / 2, steps * 9 / 10]
            sweep.gradientHolds = holds
            let held = holds.count * SweepOptions.usualGradientSteps
            let share = Double(held) / Double(max(1, steps))
            sweep.gradientEpochs = baseline.epochs.map { Int((Double($0) * (1 + share)).rounded(.up)) + 1 }
        }
        return sweep
    }

    // MARK: The trainings

    /// What is decided before the first training.
    private struct Course {
        var plan: StudyPlan
        var seeds: [Int?]
        var remedies: [Remedy]
        /// What of the budget the arms may take.
        var armsShare: Double
        var swept: SweepFindings

        var largest: Int { plan.batchSizes.last ?? plan.baseline.batchSize }
    }

    private mutating func train(_ results: inout StudyResults) async throws {
        let course = course(results)
        let look = SharpnessLook(options: options, plan: course.plan, directory: study.directory)
        study.solutions = look?.solutions ?? [:]
        try await makeArms(course, results)
        if let look { results.sharpness = await sharpness(look, course) }
        try await tryRates(course, results)
        results.remedies = course.remedies
        try await tryRemedies(course, results)
    }

    private mutating func course(_ results: StudyResults) -> Course {
        let findings = results.swept.conclusion.findings
        var plan = StudyPlan(
            options: options,
            baseline: results.baseline,
            rule: results.rule,
            criticalBatchSize: findings.laws.noise?.inUse?.value,
            reduction: results.reduction ?? .mean,
            limit: findings.fits?.batchSize ?? .max
        )
        plan.spacing = 2
        if study.expectedSeconds(plan, after: findings) > Self.denseShare * study.remainingSeconds { plan.spacing = 4 }
        var course = Course(plan: plan, seeds: options.seedList, remedies: [], armsShare: 1, swept: findings)
        course.remedies = options.remedies(results.baseline, course.largest)
        if !course.remedies.isEmpty { course.armsShare = Self.armsShare }

        let budget = study.budget(plan, after: findings, share: course.armsShare)
        course.plan.givenUp = budget.givenUp
        course.seeds = Array(options.seedList.prefix(budget.seeds))
        if course.seeds.count < options.seedList.count {
            study.omit(.seeds(beyond: course.seeds.count))
        }
        for size in budget.givenUp.sorted() {
            study.omit(.equalUpdates(batchSize: size))
        }
        study.omit(armsWithout: plan)
        return course
    }

    private mutating func makeArms(_ course: Course, _ results: StudyResults) async throws {
        let trainings = course.seeds.flatMap { course.plan.trainings(seed: $0) }
        for (index, training) in trainings.enumerated() {
            // What others are measured against goes to its end.
            let isOfRemedies =
                Arm.ofEqualSamples.isSuperset(of: training.arms) && training.setting.batchSize == course.largest
                && !course.remedies.isEmpty
            // The target comes of the baseline.
            let isReference = isOfRemedies || training.setting.batchSize == course.plan.baseline.batchSize
            study.progress = (index, trainings.count)
            try await study.make(
                training,
                course.plan,
                after: course.swept,
                budgetShare: course.armsShare,
                isJudged: !isReference
            )
            write(results)
        }
    }

    private mutating func sharpness(_ look: SharpnessLook, _ course: Course) async -> SharpnessDocument? {
        study.show(.sharpness, batchSize: course.largest, subject: nil)
        do {
            return try await look.run(after: study.trainings, by: study.runner, limitSeconds: study.remainingSeconds)
        } catch let error as TrialError {
            study.omit(.sharpness(because: error.message))
        } catch {
            study.omit(.sharpness(because: "\(error)"))
        }
        return nil
    }

    /// Tries learning rates around that of the rule at the batch size that the arms recommend.
    private mutating func tryRates(_ course: Course, _ results: StudyResults) async throws {
        guard let recommended = results.result(study).conclusion.advice.recommendation?.batchSize else { return }
        let trainings = course.seeds.flatMap { course.plan.rateTrainings(recommended, $0) }
        for (index, training) in trainings.enumerated() {
            study.progress = (index, trainings.count)
            try await study.make(training, course.plan, after: course.swept, budgetShare: 1, isJudged: true)
            write(results)
        }
    }

    /// Tries each remedy at the largest batch size, on top of the arms that lost something there.
    private mutating func tryRemedies(_ course: Course, _ results: StudyResults) async throws {
        let losers = results.losers(at: course.largest, study)
        let isKnown = results.isKnown(at: course.largest, study)
        if !isKnown, !course.remedies.isEmpty, !study.wasStopped {
            study.omit(.remediesWithoutTrainings(batchSize: course.largest))
        }
        if losers.isEmpty, isKnown, !course.remedies.isEmpty, let measure = study.measure {
            study.omit(.remediesWithoutLoss(measure, batchSize: course.largest))
        }
        let trainings = losers.flatMap { base in
            // Those that bring a learning rate of their own come on top of nothing.
            course.remedies.filter { base == .unchanged || !$0.setsLearningRate }.flatMap { remedy in
                course.seeds.map { course.plan.training(remedy, on: base, course.largest, $0) }
            }
        }
        for (index, training) in trainings.enumerated() {
            study.progress = (index, trainings.count)
            try await study.make(training, course.plan, after: course.swept, budgetShare: 1, isJudged: false)
            write(results)
        }
    }

    /// Lets be kept what was measured so far, so that a crash loses the trainings of some seconds at most.
    private mutating func write(_ results: StudyResults) {
        guard checkpoints.isDue else { return }
        let began = MonotonicClock.seconds()
        checkpoint(results.result(study).unfinished)
        checkpoints.wrote(since: began)
    }
}
