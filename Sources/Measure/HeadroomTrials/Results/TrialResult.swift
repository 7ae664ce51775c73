package import HeadroomCore
import HeadroomEvents
import HeadroomFormat

/// What a trial gave.
package struct TrialResult: Sendable {
    package var trial: MeasuredTrial
    /// The steady part of the trial in blocks; empty where it had too few steps.
    package var blocks: [Block]
    package var quantiles: StepQuantiles?
    package var trainingSamples: Int?
    /// Whether batches are drawn anew from all samples, without epochs.
    package var drawsWithReplacement: Bool
    /// Whether it trained on one batch again and again.
    package var cachedBatch: Bool
    /// The step that it began after: more than 0 where it went on from a checkpoint.
    package var startedAfterStep: Int
    /// The batch size that the command has by itself, where it was seen.
    package var ownBatchSize: Int?
    /// What the process said of its model.
    package var work: CompareDocument.Work
    package var gradients: GradientFigures
    /// How well the model did, where that was said.
    package var evaluations: Evaluations
    /// All steps and samples of the trial, and the time that they took, the warm-up included.
    package var total: Total
    /// The share of its steps after which it could not win any more; nil where it was not ended for that.
    package var hopelessAfter: Double?
    /// Whether its loss was no number any more.
    package var hasDiverged: Bool
    /// Over how many steps the agent let the learning rate grow; nil where it did not.
    package var warmupSteps: Int?
    package var memory: Memory
    /// The slow start that this trial has shown: what came before its window.
    package var start: SlowStart
    /// What the supervisor took, where it has ended.
    package var observer: ObserverCost
    /// Seconds from the start of the command to its first step.
    package var startupSeconds: Double
    /// The throughput of all steps behind the first line: a figure to compare, not to report; nil where there were none.
    package var laterSamplesPerSecond: Double?
    /// What is wrong with a device, where the trial failed for that.
    package var deviceFailure: TrialError?
    package var lastLines: [String]
    /// Why a run that was only watched failed; other trials that fail have no result.
    package var failure: TrialError?
    /// Why no step was seen of a run that was only watched, where the agent did not reach it.
    package var reach: AgentReach.Reason?
}

extension TrialResult {
    /// What the process took of the host's memory and of the device's, beside the peaks of the whole trial; in bytes.
    package struct Memory: Equatable, Sendable {
        /// How the supervisor measured and bounded it.
        package var mode: String?
        /// What the steps held when they were looked at; nil where the peak is not that of the start.
        package var stepsBytes: Int?
        /// The peak before the first evaluation; nil where there was none.
        package var stepsPeakBytes: Int?
        /// The peak of the device before the first evaluation, by the allocator; nil where that is not known.
        package var deviceStepsPeakBytes: Int?
    }

    /// What a training did from its start to its end.
    package struct Total: Equatable, Sendable {
        package var steps: Int
        package var samples: Int
        /// Evaluations left out.
        package var seconds: Double
    }
}

extension TrialResult {
    /// The result of a trial whose process has ended.
    ///
    /// - Throws: ``TrialError`` where the command broke a guard, failed, or reported nothing.
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

    /// - Throws: ``TrialError`` where the command broke a guard, failed, or fell silent.
    init(of trial: TrialRecorder, end: TrialEnd, histories: [DeviceHistory]) throws {
        let memoryUse = DeviceMemoryUse(of: trial, histories: histories)
        let device = memoryUse.fullest(until: end.at)
        let outOfMemory = end.outOfMemory ?? memoryUse.beyondLimit(device?.memory)
        // A command that got no memory and went on with a smaller batch shows more than that it did not obey.
        let gaveUp = outOfMemory != nil && trial.steps.batches.largest ?? .max < trial.plan.batchSize ?? 0
        if let violation = TrialViolation(of: trial, isFinal: true), !gaveUp { throw violation.error }
        var (outcome, failure) = try Self.outcome(of: trial, end: end, outOfMemory: outOfMemory)
        deviceFailure =
            outcome == .failed
            ? DeviceFailure.reason(lastLines: end.lastLines, histories: histories)
                .map { DeviceFailure.error($0, lastLines: end.lastLines) } : nil
        failure = deviceFailure ?? failure

        // Of a run that was only watched everything counts that it did, however it ended.
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
        // Where the command was given its batch size, what it has is what it was given.
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

    /// The outcome, with the failure that it stands for where a failure is a result of the trial.
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
            // What was seen until then is not lost.
            return (.failed, error)
        }
    }

    /// A failure with the line that names it.
    private static func message(of failure: TrialError) -> String {
        failure.message + (failure.lastLines.last.map { ": \($0)" } ?? "")
    }

    /// What a person should know of a trial that did not fail.
    private static func remark(on trial: TrialRecorder, window: SteadyWindow?) -> String? {
        if let window, abs(window.drift) > TrialMonitor.mostDrift {
            return "its step time was still changing when the trial ended, by \(Format.percent(abs(window.drift)))"
        }
        guard trial.rejected.count > 0 else { return nil }
        return "\(trial.rejected.count) lines on the event socket were no events and were passed over"
            + trial.rejected.explanation
    }

    /// How long the steps were slow at first; nothing of a process that has trained before.
    private static func start(of trial: TrialRecorder, _ window: SteadyWindow?) -> SlowStart {
        guard trial.steps.isFirstTrial, let window, let first = trial.steps.lines.first else { return SlowStart() }
        let seconds = window.startsAt - first.at
        return seconds >= leastStartSeconds ? SlowStart(seconds: seconds, steps: window.warmupSteps) : SlowStart()
    }

    /// A shorter start is found within each trial's own window.
    private static let leastStartSeconds = 0.5
}

extension TrialResult.Memory {
    fileprivate init(of trial: TrialRecorder, deviceStepsPeakBytes: Int?) {
        mode = trial.supervisor.memoryMode
        self.deviceStepsPeakBytes = deviceStepsPeakBytes
        guard let peak = trial.peakHostMemoryBytes, let firstStep = trial.steps.lines.first?.at else { return }
        let readings = trial.supervisor.readings
        // Where the peak is that of the start, a batch may take less than that.
        if readings.last(where: { $0.at <= firstStep })?.peakMemoryBytes ?? 0 >= peak {
            stepsBytes = readings.lazy.filter { $0.at >= firstStep }.map(\.memoryBytes).max()
        }
        if let evaluation = trial.phases.firstEvaluationAt {
            let steps = firstStep...max(firstStep, evaluation)
            stepsPeakBytes = readings.last { steps.contains($0.at) }?.peakMemoryBytes
        }
    }
}
