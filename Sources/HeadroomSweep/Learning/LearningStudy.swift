package import HeadroomCore
import HeadroomSystem
import HeadroomTrials

/// The whole of `headroom learn`: what the command does by itself, a sweep over batch sizes, trainings in full, remedies,
/// and the recommendation that joins them.
package struct LearningStudy {
    private var study: Study
    private let makeSweep: (SweepOptions) -> Sweep
    private let checkpoint: (SweepDocument) -> Void
    private var checkpointAt = -Double.infinity

    /// The sweep may take this share of the time, and with the arms this much of it, where remedies come after.
    private static let sweepShare = 0.35
    private static let armsShare = 0.7
    /// Batch sizes lie twice as dense where that takes no more than this share of what is left.
    private static let denseShare = 0.5
    private static let checkpointSeconds = 5.0

    /// - Parameters:
    ///   - makeSweep: makes the sweep that comes before the trainings.
    ///   - checkpoint: called now and then, between two trainings, with what was measured until then.
    package init(
        study: Study,
        makeSweep: @escaping (SweepOptions) -> Sweep,
        checkpoint: @escaping (SweepDocument) -> Void = { _ in }
    ) {
        self.study = study
        self.makeSweep = makeSweep
        self.checkpoint = checkpoint
    }

    private var options: StudyOptions { study.options }

    /// Whatever ends it, what was measured is in the document.
    ///
    /// - Throws: ``TrialError`` where the command does not even run as it is, so that there is no document.
    package mutating func run(id: String, startedAt: String) async throws -> Sweep.Outcome {
        let baseline = try await findBaseline()
        if let samples = baseline.trainingSamples, let asked = options.batchSizes?.max(), asked > samples {
            throw TrialError(
                .usage,
                "a batch size of \(asked) is larger than the data, which has \(samples) training samples",
                hint: "ask for batch sizes of at most \(samples)"
            )
        }
        var sweep = makeSweep(sweepOptions(baseline))
        var outcome = await sweep.run(id: id, startedAt: startedAt)
        study.renumber(after: outcome.document.trials.map(\.id).max() ?? 0)
        guard outcome.failure == nil else { return outcome }
        do {
            try await train(&outcome.document, baseline, sweep.reduction)
        } catch let error as TrialError {
            outcome.failure = error
        } catch {
            outcome.failure = TrialError(.missing, "\(error)")
        }
        return outcome
    }

    // MARK: The baseline and the sweep

    private mutating func findBaseline() async throws -> Baseline {
        let observed = try await study.observeBaseline()
        let asked = options.trials.baseline?.batchSize
        guard let batchSize = asked ?? observed?.batchSize else {
            throw TrialError(
                .usage,
                "at which batch size the command trains by itself is not known: it cannot be started without {batch}, or "
                    + "tells no steps",
                hint: "say it with --baseline N, and with --learning-rate X and --epochs N what goes with it"
            )
        }
        guard observed == nil || study.measure != nil else {
            throw TrialError(
                .usage,
                "nothing that the command wrote says how well its model does on test data",
                hint:
                    "let it print a line such as 'test accuracy 97.2%', report 'evaluation' events (docs/protocol.md), "
                    + "or give --measure-regex 'my score: (?<value>[0-9.]+)'; --quick needs no test data"
            )
        }
        var baseline = Baseline(batchSize: batchSize, isObserved: asked == nil)
        baseline.learningRate = options.learningRate ?? observed?.learningRate
        baseline.epochs = options.epochs ?? observed?.epochs
        baseline.trainingSamples = observed?.trainingSamples
        baseline.optimizer = observed?.optimizer
        return baseline
    }

    private func sweepOptions(_ baseline: Baseline) -> SweepOptions {
        var sweep = options.trials
        sweep.budgetSeconds *= Self.sweepShare
        sweep.baseline = .init(batchSize: baseline.batchSize, observed: baseline.isObserved)
        sweep.values = [
            .learningRate: baseline.learningRate.map { "\($0)" }, .epochs: baseline.epochs.map { "\($0)" }, .seed: "0",
        ].compactMapValues(\.self)
        if let steps = baseline.steps(batchSize: baseline.batchSize, epochs: baseline.epochs) {
            // At its start, once the first steps are over, in its middle, and at its end.
            let holds = [min(10, steps / 10), steps / 2, steps * 9 / 10]
            sweep.gradientHolds = holds
            let held = holds.count * SweepOptions.gradientSteps
            let share = Double(held) / Double(max(1, steps))
            sweep.gradientEpochs = baseline.epochs.map { Int((Double($0) * (1 + share)).rounded(.up)) + 1 }
        }
        return sweep
    }

    // MARK: The trainings

    private mutating func train(
        _ document: inout SweepDocument,
        _ baseline: Baseline,
        _ seenReduction: Reduction?
    ) async throws {
        var results = StudyResults(swept: document, options: options, baseline: baseline)
        results.reduction = options.reduction ?? seenReduction
        defer { document = results.document(study) }
        var plan = StudyPlan(
            options: options,
            baseline: baseline,
            rule: results.rule,
            criticalBatchSize: document.laws.noise?.inUse?.value,
            reduction: results.reduction ?? .mean,
            limit: document.fits?.batchSize ?? .max
        )
        plan.spacing = 2
        if study.expectedSeconds(plan, after: document) > Self.denseShare * study.remainingSeconds { plan.spacing = 4 }
        let largest = plan.batchSizes.last ?? baseline.batchSize
        let remedies = options.remedies(baseline, largest)

        let share = remedies.isEmpty ? 1 : Self.armsShare
        let budget = study.budget(plan, after: document, share: share)
        plan.givenUp = budget.givenUp
        let seeds = Array(options.seedList.prefix(budget.seeds))
        if seeds.count < options.seedList.count {
            study.omit("seeds beyond \(seeds.count): the time would not have been enough; a longer --budget is")
        }
        for size in budget.givenUp.sorted() {
            study.omit("\(Arm.equalUpdates.phrase) at batch size \(size): the time would not have been enough")
        }
        let look = SharpnessLook(options: options, plan: plan, directory: study.directory)
        study.solutions = look?.solutions ?? [:]
        study.omit(armsWithout: plan)
        let trainings = seeds.flatMap { plan.trainings(seed: $0) }
        for (index, training) in trainings.enumerated() {
            // What the remedies are measured against goes to its end.
            let isReference =
                Arm.ofEqualSamples.isSuperset(of: training.arms) && training.setting.batchSize == largest
                && !remedies.isEmpty
            study.progress = (index, trainings.count)
            try await study.make(training, plan, after: document, budgetShare: share, isJudged: !isReference)
            write(results)
        }
        if let look {
            study.show(.sharpness, batchSize: largest, subject: nil)
            do {
                results.sharpness = try await look.run(after: study.trainings, by: study.runner)
            } catch let error as TrialError {
                study.omit("the sharpness: \(error.message)")
            }
        }
        if let recommended = results.document(study).recommendation?.batchSize {
            let rates = seeds.flatMap { plan.rateTrainings(recommended, $0) }
            for (index, training) in rates.enumerated() {
                study.progress = (index, rates.count)
                try await study.make(training, plan, after: document, budgetShare: 1, isJudged: true)
                write(results)
            }
        }
        let losers = results.losers(at: largest, study)
        if losers.isEmpty, !remedies.isEmpty, let measure = study.measure {
            study.omit("the remedies: no \(measure.name) was lost at a batch size of \(largest)")
        }
        results.remedies = remedies
        // Those that bring a learning rate of their own come on top of nothing.
        let tried = losers.flatMap { base in
            remedies.filter { base == .unchanged || !$0.setsLearningRate }.map { (remedy: $0, base: base) }
        }
        for (index, (remedy, base)) in tried.enumerated() {
            for (number, seed) in seeds.enumerated() {
                study.progress = (index * seeds.count + number, tried.count * seeds.count)
                try await study.make(
                    plan.training(remedy, on: base, largest, seed),
                    plan,
                    after: document,
                    budgetShare: 1,
                    isJudged: false
                )
                write(results)
            }
        }
    }

    /// Lets be kept what was measured so far, so that a crash loses the trainings of some seconds at most.
    private mutating func write(_ results: StudyResults) {
        guard MonotonicClock.seconds() - checkpointAt >= Self.checkpointSeconds else { return }
        checkpoint(results.document(study).unfinished)
        checkpointAt = MonotonicClock.seconds()
    }
}
