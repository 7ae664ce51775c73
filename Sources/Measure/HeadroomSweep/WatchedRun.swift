package import HeadroomCore
import HeadroomSystem
package import HeadroomTrials

/// One run of a command, watched to its end and left alone: nothing is asked of it, and nothing bounds it that its user
/// did not ask for.
package struct WatchedRun: Sendable {
    private let options: SweepOptions
    let runner: TrialRunner
    let machine: SweepDocument.Machine
    private let directory: String
    private let report: @Sendable (SweepProgress) -> Void
    private let checkpoint: @Sendable (SweepDocument) -> Void

    /// - Parameters:
    ///   - directory: a folder for the run's socket and what it writes; its path must be short.
    ///   - report: called with every change of what the run is doing.
    ///   - checkpoint: called twice a minute with what was seen until then.
    package init(
        options: SweepOptions,
        runner: TrialRunner,
        machine: SweepDocument.Machine,
        directory: String,
        report: @escaping @Sendable (SweepProgress) -> Void,
        checkpoint: @escaping @Sendable (SweepDocument) -> Void = { _ in }
    ) {
        self.checkpoint = checkpoint
        self.options = options
        self.runner = runner
        self.machine = machine
        self.directory = directory
        self.report = report
    }

    /// Runs the command; however it ends, what was seen of it is in the document.
    package func run(id: String, startedAt: String) async -> Sweep.Outcome {
        var document = SweepDocument(
            kind: .run,
            id: id,
            startedAt: startedAt,
            command: options.shownCommand ?? options.command.arguments,
            workload: options.workload,
            objective: options.objective,
            machine: machine
        )
        let started = MonotonicClock.seconds()
        let shown = SweepProgress(phase: .watching, batchSize: 0, trialsDone: 0, elapsedSeconds: 0)
        let (report, checkpoint, empty) = (report, checkpoint, document)
        do {
            var result = try await runner.run(plan) { throughput in
                var state = shown
                state.samplesPerSecond = throughput
                state.elapsedSeconds = MonotonicClock.seconds() - started
                report(state)
            } checkpoint: { result in
                var document = empty
                Self.fill(&document, from: result)
                checkpoint(document.unfinished)
            }
            var note: String?
            // One that was stopped, or ran out of memory, is not started once more.
            let isWhole = result.document.outcome == .completed && result.document.endedBy == .itself
            if options.confirms, result.document.stepSeconds != nil, isWhole {
                // While threads spin, what loading costs cannot be told apart.
                if Symptoms(result.document, on: machine).hasSpinningThreads != nil {
                    (result.document.passiveWaiting, note) = await withPassiveWaiting(result.document)
                } else {
                    (result.document.cachedBatchStepSeconds, note) = await withoutLoading()
                }
            }
            Self.fill(&document, from: result)
            if let note { document.notes.append(note) }
            return Sweep.Outcome(document: document, failure: result.failure)
        } catch let error as TrialError {
            return Sweep.Outcome(document: document, failure: error)
        } catch {
            return Sweep.Outcome(document: document, failure: TrialError(.missing, "\(error)"))
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

    /// A plan for a short second run, which goes on for some seconds of steady steps.
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

    /// What a step takes where the loader has nothing to do, from a short second run; else why that is not known.
    private func withoutLoading() async -> (stepSeconds: Double?, note: String?) {
        var plan = secondPlan
        plan.cachesBatch = true
        let why: String
        do {
            let result = try await runner.offTheRecord.run(plan)
            if result.startedAfterStep == 0, result.cachedBatch, let seconds = result.document.stepSeconds?.mean {
                runner.record(cachedBatchStepSeconds: seconds)
                return (seconds, nil)
            }
            why =
                result.startedAfterStep > 0
                ? Self.resumed
                : result.cachedBatch ? "it took too few steps" : "only the loaders of PyTorch can be told to do that"
        } catch {
            why = "\(error)"
        }
        return (nil, "what loading costs could not be tried with one batch again and again: \(why)")
    }

    static let resumed = "it went on from the checkpoint of the first run"

    private static func fill(_ document: inout SweepDocument, from result: TrialResult) {
        var log = SweepLog()
        log.add(result)
        let diagnosis = log.diagnose(on: document.machine, law: nil)[result.document.id]
        document.trials = log.trials
        document.points = log.points(precision: SweepOptions.standardPrecision)
        document.machine.frameworks = log.namedFrameworks
        document.observer = log.observer
        document.diagnosis = diagnosis
        if let batchSize = result.document.batchSizeObserved {
            document.baseline = SweepDocument.Baseline(batchSize: batchSize, observed: true)
        }
        if let reach = result.reach {
            document.notes.append("No step was seen of it: \(reach.message). To see them, \(reach.hint).")
        }
        if result.document.stepSeconds == nil {
            document.notes.append(
                "it reported too few steps for a measured window: the figures cover all of the run, its start included"
            )
        }
    }

    /// What a recorded run amounts to: the same as when it was recorded.
    package static func document(of recorded: RecordedRun) -> SweepDocument {
        let header = recorded.header
        var document = SweepDocument(
            kind: .run,
            id: header.id,
            startedAt: header.startedAt,
            command: header.command,
            workload: header.workload,
            objective: .time,
            machine: recorded.machine
        )
        fill(&document, from: recorded.result)
        if let observer = recorded.observer { document.observer = observer }
        document.isUnfinished = recorded.isBroken
        document.notes += recorded.notes
        return document
    }
}
