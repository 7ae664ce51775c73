package import HeadroomCore
import HeadroomEvents
import HeadroomFormat

/// Result of a trial.
package struct TrialResult: Sendable {
    package var trial: MeasuredTrial
    /// Steady part of the trial in blocks; empty where it had too few steps.
    package var blocks: [Block]
    package var quantiles: StepQuantiles?
    package var trainingSamples: Int?
    /// Whether batches are drawn from all samples each time, without epochs.
    package var drawsWithReplacement: Bool
    /// Whether it trained on one batch repeatedly.
    package var cachedBatch: Bool
    /// Number of steps before the trial: more than 0 where it resumed from a checkpoint.
    package var startedAfterStep: Int
    /// Default batch size of the command, where it was observed.
    package var ownBatchSize: Int?
    /// Model properties reported by the process.
    package var work: CompareDocument.Work
    package var gradients: GradientFigures
    /// Evaluation results, where they were reported.
    package var evaluations: Evaluations
    /// All steps and samples of the trial, and their time, warm-up included.
    package var total: Total
    /// The share of its steps after which it could not win any more; nil where it was not ended for that.
    package var hopelessAfter: Double?
    /// Whether its loss was no number any more.
    package var hasDiverged: Bool
    /// Number of steps of the learning rate warmup by the agent; nil where there was none.
    package var warmupSteps: Int?
    package var memory: Memory
    /// Slow start observed in this trial, before its window.
    package var start: SlowStart
    /// Cost of the supervisor, where it has ended.
    package var observer: ObserverCost
    /// Seconds from the start of the command to its first step.
    package var startupSeconds: Double
    /// Throughput of all steps after the first line: for comparisons, not for reports; nil where there were none.
    package var laterSamplesPerSecond: Double?
    /// Failure of a device, where it caused the trial's failure.
    package var deviceFailure: TrialError?
    package var lastLines: [String]
    /// Failure of a run that was only watched; other trials that fail have no result.
    package var failure: TrialError?
    /// Reason why the agent did not reach a run that was only watched and reported no steps.
    package var reach: AgentReach.Reason?
}

extension TrialResult {
    /// Host and device memory of the process, besides the peaks of the whole trial; in bytes.
    package struct Memory: Equatable, Sendable {
        /// Method by which the supervisor measured and limited it.
        package var mode: String?
        /// Memory of the steps at the readings; nil where the peak is not that of the startup.
        package var stepsBytes: Int?
        /// Peak before the first evaluation; nil where there was none.
        package var stepsPeakBytes: Int?
        /// Peak of the device before the first evaluation, from the allocator; nil where it is unknown.
        package var deviceStepsPeakBytes: Int?
    }

    /// Totals of a training from start to end.
    package struct Total: Equatable, Sendable {
        package var steps: Int
        package var samples: Int
        /// Without evaluations.
        package var seconds: Double
    }
}

extension TrialResult {
    /// Result of a trial whose process has ended.
    ///
    /// - Throws: ``TrialError`` where the command violated a check, failed, or reported nothing.
    static func final(_ trial: TrialRecorder, end: TrialEnd, histories: [DeviceHistory]) throws -> TrialResult {
        if let failure = trial.supervisor.failure {
            throw TrialError(.command, failure, hint: "see that the command after -- starts by itself")
        }
        if trial.supervisor.ended == nil {
            if let violation = TrialViolation(of: trial, isFinal: true) { throw violation.error }
            throw TrialError(.missing, "the supervisor ended without a report", hint: "run 'headroom doctor'")
        }
        return try TrialResult(of: trial, end: end, histories: histories)
    }

    /// - Throws: ``TrialError`` where the command violated a check, failed, or became silent.
    init(of trial: TrialRecorder, end: TrialEnd, histories: [DeviceHistory]) throws {
        let memoryUse = DeviceMemoryUse(of: trial, histories: histories)
        let device = memoryUse.fullest(until: end.at)
        let outOfMemory = end.outOfMemory ?? memoryUse.beyondLimit(device?.memory)
        // A command that ran out of memory and continued with a smaller batch has not merely ignored the batch size.
        let gaveUp = outOfMemory != nil && trial.steps.batches.largest ?? .max < trial.plan.batchSize ?? 0
        if let violation = TrialViolation(of: trial, isFinal: true), !gaveUp { throw violation.error }
        var (outcome, failure) = try Self.outcome(of: trial, end: end, outOfMemory: outOfMemory)
        deviceFailure =
            outcome == .failed
            ? DeviceFailure.reason(lastLines: end.lastLines, histories: histories)
                .map { DeviceFailure.error($0, lastLines: end.lastLines) } : nil
        failure = deviceFailure ?? failure

        // A run that was only watched counts as a whole, however it ended.
        let window = outcome == .completed || trial.plan.isOnlyWatched ? trial.window : nil
        self.trial = MeasuredTrial(of: trial, end: end, outcome: outcome, outOfMemory: outOfMemory)
        self.trial.deviceMemory = device?.memory
        self.trial.message =
            failure.map(Self.message) ?? (outcome == .timedOut ? end.reason : nil)
            ?? Self.remark(on: trial, window: outcome == .completed ? trial.window : nil)
        self.trial.fill(from: trial, histories: histories, window: window, endedAt: end.at)

        let hello = trial.hello
        blocks = window?.blocks ?? []
        quantiles = window?.quantiles
        trainingSamples = hello?.trainingSamples ?? trial.observedEpochSamples
        drawsWithReplacement = hello?.drawsWithReplacement ?? false
        cachedBatch = hello?.cachedBatch ?? false
        startedAfterStep = trial.startedAfterStep
        // If the command was given its batch size, the observed one is not its default.
        ownBatchSize = trial.plan.batchSizeSetBy == .agent ? hello?.ownBatchSize : nil
        work = CompareDocument.Work(
            framework: hello?.framework,
            device: hello?.device,
            parameters: hello?.parameters,
            optimizer: hello?.optimizer,
            threads: hello?.threads,
            trainingSamples: hello?.trainingSamples,
            firstLoss: trial.steps.firstLoss
        )
        gradients = trial.gradients.figures
        evaluations = trial.evaluations
        total = Total(
            steps: trial.steps.totalSteps,
            samples: trial.steps.totalSamples,
            seconds: trial.steps.trainedSeconds
        )
        hopelessAfter = end.hopelessAfter
        hasDiverged = trial.hasDiverged
        warmupSteps = hello?.warmupSteps
        memory = Memory(of: trial, deviceStepsPeakBytes: device?.stepsPeakBytes)
        start = Self.start(of: trial, window)
        observer = trial.supervisor.observerCost
        startupSeconds = (trial.steps.lines.first?.at ?? end.at) - trial.startedAt
        laterSamplesPerSecond = trial.steps.laterSamplesPerSecond
        lastLines = end.lastLines
        self.failure = failure
        reach = trial.steps.lines.isEmpty ? trial.reach ?? end.reach : nil
    }

    /// Outcome, with the failure that it represents where a failure is a result of the trial.
    private static func outcome(
        of trial: TrialRecorder,
        end: TrialEnd,
        outOfMemory: TrialDocument.OutOfMemory?
    ) throws(TrialError) -> (TrialDocument.Outcome, TrialError?) {
        do throws(TrialError) {
            let outcome = try TrialDocument.Outcome(of: trial, end: end, outOfMemory: outOfMemory)
            guard outcome == .outOfMemory, trial.plan.isOnlyWatched, let outOfMemory else { return (outcome, nil) }
            return (outcome, TrialFailure.outOfMemory(outOfMemory, of: trial, lastLines: end.lastLines))
        } catch {
            guard trial.plan.isOnlyWatched || trial.plan.failureIsAResult else { throw error }
            // The data so far are kept.
            return (.failed, error)
        }
    }

    /// Message of a failure, with the line that names it.
    private static func message(of failure: TrialError) -> String {
        failure.message + (failure.lastLines.last.map { ": \($0)" } ?? "")
    }

    /// Remark for the user on a trial that did not fail.
    private static func remark(on trial: TrialRecorder, window: SteadyWindow?) -> String? {
        if let window, abs(window.drift) > TrialMonitor.mostDrift {
            return "its step time was still changing when the trial ended, by \(Format.percent(abs(window.drift)))"
        }
        guard trial.rejected.count > 0 else { return nil }
        return "\(trial.rejected.count) lines on the event socket were no events and were passed over"
            + trial.rejected.explanation
    }

    /// Duration of the slow first steps; zero for a process that has trained before.
    private static func start(of trial: TrialRecorder, _ window: SteadyWindow?) -> SlowStart {
        guard trial.steps.isFirstTrial, let window, let first = trial.steps.lines.first else { return SlowStart() }
        let seconds = window.startsAt - first.at
        return seconds >= leastStartSeconds ? SlowStart(seconds: seconds, steps: window.warmupSteps) : SlowStart()
    }

    /// Shorter starts are detected within each trial's own window.
    private static let leastStartSeconds = 0.5
}

extension TrialResult.Memory {
    fileprivate init(of trial: TrialRecorder, deviceStepsPeakBytes: Int?) {
        mode = trial.supervisor.memoryMode
        self.deviceStepsPeakBytes = deviceStepsPeakBytes
        guard let peak = trial.peakHostMemoryBytes, let firstStep = trial.steps.lines.first?.at else { return }
        let readings = trial.supervisor.readings
        // If the peak is that of the startup, a batch may use less memory.
        if readings.last(where: { $0.at <= firstStep })?.peakMemoryBytes ?? 0 >= peak {
            stepsBytes = readings.lazy.filter { $0.at >= firstStep }.map(\.memoryBytes).max()
        }
        if let evaluation = trial.phases.firstEvaluationAt {
            let steps = firstStep...max(firstStep, evaluation)
            stepsPeakBytes = readings.last { steps.contains($0.at) }?.peakMemoryBytes
        }
    }
}
