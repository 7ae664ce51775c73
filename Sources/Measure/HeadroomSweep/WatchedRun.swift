package import HeadroomCore
import HeadroomSystem
package import HeadroomTrials

/// One run of a command, watched to its end without interference: without requests, and with no limits other than those
/// from the user.
package struct WatchedRun: Sendable {
    private let options: SweepOptions
    let runner: TrialRunner
    let machine: SweepDocument.Machine
    private let directory: String
    private let report: @Sendable (SweepProgress) -> Void
    private let checkpoint: @Sendable (SweepResult) -> Void

    /// - Parameters:
    ///   - directory: a folder for the run's socket and output; its path must be short.
    ///   - report: called with every change of progress.
    ///   - checkpoint: called twice a minute with the measurements so far.
    package init(
        options: SweepOptions,
        runner: TrialRunner,
        machine: SweepDocument.Machine,
        directory: String,
        report: @escaping @Sendable (SweepProgress) -> Void,
        checkpoint: @escaping @Sendable (SweepResult) -> Void = { _ in }
    ) {
        self.checkpoint = checkpoint
        self.options = options
        self.runner = runner
        self.machine = machine
        self.directory = directory
        self.report = report
    }

    /// Runs the command; the result has all measurements, however it ends.
    package func run(id: String, startedAt: String) async -> Sweep.Outcome {
        let subject = SweepResult.Subject(options, kind: .run, id: id, startedAt: startedAt)
        let started = MonotonicClock.seconds()
        let shown = SweepProgress(phase: .watching, batchSize: 0, trialsDone: 0, elapsedSeconds: 0)
        let (report, checkpoint, machine) = (report, checkpoint, machine)
        do {
            var result = try await runner.run(plan) { throughput in
                var state = shown
                state.samplesPerSecond = throughput
                state.elapsedSeconds = MonotonicClock.seconds() - started
                report(state)
            } checkpoint: { result in
                checkpoint(SweepResult(subject, on: machine, of: result).unfinished)
            }
            var note: Note?
            // A run that was stopped, or ran out of memory, is not repeated.
            let isWhole = result.trial.outcome == .completed && result.trial.endedBy == .itself
            if options.confirms, result.trial.stepSeconds != nil, isWhole {
                // While threads spin, the cost of loading cannot be isolated.
                if Symptoms(result.trial, on: machine).hasSpinningThreads != nil {
                    (result.trial.passiveWaiting, note) = await withPassiveWaiting(result.trial)
                } else {
                    (result.trial.cachedBatchStepSeconds, note) = await withoutLoading()
                }
            }
            let notes = [note].compactMap(\.self)
            return Sweep.Outcome(
                result: SweepResult(subject, on: machine, of: result, notes: notes),
                failure: result.failure
            )
        } catch {
            let failure = error as? TrialError ?? TrialError(.missing, "\(error)")
            return Sweep.Outcome(result: SweepResult(subject, on: machine, of: nil), failure: failure)
        }
    }

    private var plan: TrialPlan {
        var plan = TrialPlan(
            id: 1,
            purpose: .training,
            batchSize: nil,
            command: options.command,
            goal: .end,
            directory: "\(directory)/1"
        )
        plan.stepPattern = options.stepPattern
        plan.environment = options.environment
        plan.memoryLimitBytes = options.memoryLimitBytes
        plan.memoryMode = options.memoryMode
        plan.usableCPUs = machine.usableCPUs
        plan.firstStepSeconds = .infinity
        plan.limitSeconds = .infinity
        return plan
    }

    /// A plan for a short second run, over some seconds of steady steps.
    var secondPlan: TrialPlan {
        var plan = plan
        plan.id = 2
        plan.purpose = .speed
        plan.directory = "\(directory)/2"
        plan.goal = .precision(ratio: 0.02, minimumSeconds: 2, maximumSeconds: 10)
        plan.firstStepSeconds = options.firstStepSeconds
        plan.limitSeconds = options.firstStepSeconds + 60
        return plan
    }

    /// Step time of a short second run without loading; else why it is unknown.
    private func withoutLoading() async -> (stepSeconds: Double?, note: Note?) {
        var plan = secondPlan
        plan.cachesBatch = true
        let why: SecondRunObstacle
        do {
            let result = try await runner.withoutRecording.run(plan)
            if result.startedAfterStep == 0, result.cachedBatch, let seconds = result.trial.stepSeconds?.mean {
                runner.record(cachedBatchStepSeconds: seconds)
                return (seconds, nil)
            }
            why =
                result.startedAfterStep > 0 ? .resumed : result.cachedBatch ? .tooFewSteps : .noCachedBatch
        } catch {
            why = .failed("\(error)")
        }
        return (nil, .loadingNotTried(because: why))
    }

    /// Result of a recorded run, the same as when it was recorded.
    package static func result(of recorded: RecordedRun) -> SweepResult {
        let header = recorded.header
        let subject = SweepResult.Subject(
            kind: .run,
            id: header.id,
            startedAt: header.startedAt,
            command: header.command,
            workload: header.workload,
            objective: .time
        )
        return SweepResult(
            subject,
            on: recorded.machine,
            of: recorded.result,
            observer: recorded.observer,
            isUnfinished: recorded.isBroken,
            notes: recorded.notes.map { .ofTheProgram($0) }
        )
    }
}

extension SweepResult {
    /// Result of a watched run.
    ///
    /// - Parameters:
    ///   - result: nil where it could not be started.
    ///   - observer: overhead of watching, where the result does not include it.
    ///   - notes: notes behind all others.
    fileprivate init(
        _ subject: Subject,
        on machine: SweepDocument.Machine,
        of result: TrialResult?,
        observer: SweepDocument.Observer? = nil,
        isUnfinished: Bool = false,
        notes: [Note] = []
    ) {
        var log = SweepLog()
        if let result { log.add(result) }
        var machine = machine
        if result != nil { machine.frameworks = log.namedFrameworks }
        var findings = SweepFindings(
            objective: subject.objective,
            points: log.points(precision: SweepOptions.standardPrecision)
        )
        findings.baseline = result?.trial.batchSizeObserved.map { .init(batchSize: $0, observed: true) }
        let diagnoses = log.diagnoses(on: machine, law: nil)
        self.init(
            subject: subject,
            machine: machine,
            observer: observer ?? result.map { _ in log.observer },
            trials: log.trials,
            conclusion: SweepConclusion(
                findings: findings,
                advice: Advice(),
                diagnoses: diagnoses,
                diagnosis: result.flatMap { diagnoses[$0.trial.id] },
                notesOnTrials: (result.map(Self.notes) ?? []) + notes
            ),
            isUnfinished: isUnfinished
        )
    }

    private static func notes(on result: TrialResult) -> [Note] {
        let reach = result.reach.map { Note.notReached($0) }
        return [reach, result.trial.stepSeconds == nil ? .fewSteps : nil].compactMap(\.self)
    }
}
