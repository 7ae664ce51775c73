package import HeadroomCore
import HeadroomEvents
import HeadroomFormat

/// What a trial gave.
package struct TrialResult: Sendable {
    package var trial: MeasuredTrial
    /// The steady part of the trial in blocks; empty where it had too few steps.
    package var blocks: [Block]
    package var quantiles: StepQuantiles?
    package var framework: String?
    package var trainingSamples: Int?
    /// Whether batches are drawn anew from all samples, without epochs.
    package var drawsWithReplacement: Bool
    /// How many processes train together.
    package var processes: Int
    /// Whether it trained on one batch again and again.
    package var cachedBatch: Bool
    /// The step that it began after: more than 0 where it went on from a checkpoint.
    package var startedAfterStep: Int
    /// The batch size that the command has by itself, where it was seen.
    package var ownBatchSize: Int?
    /// What the process said of its model.
    package var work: CompareDocument.Work
    /// What the gradients said of their noise, in the order of the steps.
    package var noise: [NoiseStages.Observation]
    /// The same of the gradients as the optimizer scales them; empty where it does not.
    package var preconditionedNoise: [NoiseStages.Observation]
    /// Why gradients are missing, as the process said it.
    package var noiseReason: String?
    /// Whether it adds or averages the gradients of the samples, where their norms at several batch sizes say.
    package var reduction: Reduction?
    /// How well the model did, where that was said.
    package var evaluations: Evaluations
    /// All steps and samples of the trial, and the time that they took, the warm-up included.
    package var total: Total
    /// The share of its steps after which it could not win any more, where it was ended for that.
    package var hopelessAfter: Double?
    /// Whether its loss was no number any more.
    package var hasDiverged: Bool
    /// Over how many steps the agent let the learning rate grow; nil where it did not.
    package var warmupSteps: Int?
    package var memoryMode: String?
    /// What the steps held when they were looked at, in bytes: less than the peak where the start took more than them.
    package var stepsMemoryBytes: Int?
    /// The peak of the process before its first evaluation; nil where there was none.
    package var stepsPeakBytes: Int?
    /// What the device held at most before the first evaluation, by the allocator; nil where it says nothing of it.
    package var deviceStepsPeakBytes: Int?
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
    /// What a training did from its start to its end.
    package struct Total: Equatable, Sendable {
        package var steps: Int
        package var samples: Int
        /// Evaluations left out.
        package var seconds: Double
    }
}

/// How a trial ended.
struct TrialEnd: Codable, Equatable, Sendable {
    /// Monotonic time in seconds.
    var at: Double
    /// Why Headroom ended it; nil where it ended by itself, or goes on.
    var verdict: TrialRecorder.Verdict?
    var outOfMemory: TrialDocument.OutOfMemory?
    /// What the command wrote last.
    var lastLines: [String]
    /// Why the agent did not reach it, where it reported no step.
    var reach: AgentReach.Reason?
}

extension TrialRecorder {
    /// Samples per second over what was heard so far, warm-up included: a figure to watch, not to report.
    var latestThroughput: Double? {
        guard let first = lines.first, let last = lines.last, last.at > first.at else { return nil }
        return Double(last.totalSamples - first.totalSamples) / (last.at - first.at)
    }

    private var laterSamplesPerSecond: Double? {
        guard let first = lines.first, let last = lines.last else { return nil }
        let seconds = zip(lines, lines.dropFirst()).reduce(0) { $0 + ($1.1.seconds ?? $1.1.at - $1.0.at) }
        return seconds > 0 ? Double(last.totalSamples - first.totalSamples) / seconds : nil
    }

    /// How the trial ended whose process has ended, by what it wrote and what the kernel did to it.
    func end(verdict: Verdict?, histories: [DeviceHistory] = []) -> TrialEnd {
        let outOfMemory = ended.flatMap { ended in
            OutOfMemoryEvidence.judge(
                failed: ended.endedBy != "stop" && (ended.exitCode != 0 || ended.signal != nil),
                oomKills: ended.oomKills,
                limitHit: ended.memoryLimitHit,
                limitBytes: plan.memoryLimitBytes,
                peakBytes: ended.peakMemoryBytes,
                deviceFullness: deviceFullness(from: histories, until: ended.at),
                patterns: outOfMemoryMessages
            )
        }
        return TrialEnd(
            at: ended?.at ?? startedAt,
            verdict: verdict,
            outOfMemory: outOfMemory,
            lastLines: lastLines,
            reach: reach
        )
    }

    /// What the trial gave whose process has ended.
    ///
    /// - Throws: ``TrialError`` where the command broke a guard, failed, or never spoke.
    func finalResult(_ end: TrialEnd, histories: [DeviceHistory] = []) throws -> TrialResult {
        if let failure { throw TrialError(.command, failure, hint: "see that the command after -- starts by itself") }
        if ended == nil {
            if let violation = violation(isFinal: true) { throw violation }
            throw TrialError(.missing, "the supervisor ended without a report", hint: "run 'headroom doctor'")
        }
        return try result(end, histories: histories)
    }

    /// What the trial gave whose process goes on.
    ///
    /// - Throws: ``TrialError`` where the command broke a guard, or fell silent.
    func resultSoFar(at now: Double, verdict: Verdict?, histories: [DeviceHistory] = []) throws -> TrialResult {
        let outOfMemory = OutOfMemoryEvidence.judge(
            failed: false,
            oomKills: 0,
            limitHit: false,
            limitBytes: nil,
            patterns: outOfMemoryMessages
        )
        let end = TrialEnd(at: now, verdict: verdict, outOfMemory: outOfMemory, lastLines: lastLines)
        return try result(end, histories: histories)
    }

    private var lastLines: [String] { LogTail.lines(directory: plan.directory, count: 20) }

    func result(_ end: TrialEnd, histories: [DeviceHistory]) throws -> TrialResult {
        let (endedAt, verdict, lastLines) = (end.at, end.verdict, end.lastLines)
        let device = deviceMemory(from: histories, until: endedAt)
        let outOfMemory = end.outOfMemory ?? beyondDeviceLimit(device?.memory)
        // A command that got no memory and went on with a smaller batch says more than that it did not obey.
        let gaveUp = outOfMemory != nil && batches.largest ?? .max < plan.batchSize ?? 0
        if let violation = violation(isFinal: true), !gaveUp { throw violation }
        var outcome: TrialDocument.Outcome
        var failure: TrialError?
        do throws(TrialError) {
            outcome = try self.outcome(at: endedAt, verdict: verdict, outOfMemory: outOfMemory, lastLines: lastLines)
            if outcome == .outOfMemory, plan.isOnlyWatched, let outOfMemory {
                failure = outOfMemoryFailure(outOfMemory, lastLines: lastLines)
            }
        } catch {
            guard plan.isOnlyWatched || plan.failureIsAResult else { throw error }
            // What was seen until then is not lost.
            (outcome, failure) = (.failed, error)
        }

        var deviceFailure: TrialError?
        if outcome == .failed, let reason = DeviceFailure.reason(lastLines: lastLines, histories: histories) {
            deviceFailure = DeviceFailure.error(reason, lastLines: lastLines)
            failure = deviceFailure
        }

        var trial = MeasuredTrial(
            id: plan.id,
            purpose: plan.purpose,
            batchSize: seenDataEnd ?? plan.batchSize ?? batches.observed,
            outcome: outcome,
            wallSeconds: endedAt - startedAt
        )
        trial.processId = processId
        trial.batchSizeObserved = batches.observed
        trial.batchSizeSpread = batches.spread
        trial.coverage = lines.isEmpty ? nil : coverage
        // What the hello has is how the first trial of the process was given its own.
        trial.batchSizeSetBy =
            (earlier == nil ? hello?.batchSizeSetBy.flatMap(TrialDocument.BatchSizeSetBy.init(rawValue:)) : nil)
            ?? plan.batchSizeSetBy
        trial.endedBy = endedBy(verdict)
        trial.outOfMemory = outOfMemory
        trial.peakHostMemoryBytes = peakHostMemoryBytes
        trial.deviceMemory = device?.memory
        trial.threads = hello?.threads
        trial.processes = hello?.worldSize
        trial.evaluation = evaluation.isEmpty ? nil : evaluation
        trial.message = failure.map(Self.message(of:)) ?? (outcome == .timedOut ? hanging(at: endedAt) : nil)
        if trial.message == nil, outcome == .completed, let window, isUnsettled(window) {
            trial.message =
                "its step time was still changing when the trial ended, by \(Format.percent(abs(window.drift)))"
        }
        if trial.message == nil, rubbishLines > 0 {
            trial.message =
                "\(rubbishLines) lines on the event socket were no events and were passed over"
                + (rubbishReason.map { " (the first: \($0))" } ?? "")
        }
        // Of a run that was only watched everything counts that it did, however it ended.
        let window = outcome == .completed || plan.isOnlyWatched ? window : nil
        if let measured = measuredSeconds(window, endedAt: endedAt) {
            trial.cpuUtilization = treeUtilization(from: measured.lowerBound, to: measured.upperBound)
            trial.busyCPUs = trial.cpuUtilization.map { $0.mean * plan.usableCPUs }
            trial.threadUse = threadUse(from: measured.lowerBound, to: measured.upperBound)
            if let window { fill(&trial, from: window) }
            fill(&trial, from: histories, in: measured)
        }
        return TrialResult(
            trial: trial,
            blocks: window?.blocks ?? [],
            quantiles: window?.quantiles,
            framework: hello?.framework,
            trainingSamples: hello?.trainingSamples ?? seenDataEnd,
            drawsWithReplacement: hello?.drawsWithReplacement ?? false,
            processes: hello?.worldSize ?? 1,
            cachedBatch: hello?.cachedBatch ?? false,
            startedAfterStep: startedAfterStep,
            // Where the command was given its batch size, what it has is what it was given.
            ownBatchSize: plan.batchSizeSetBy == .agent ? hello?.ownBatchSize : nil,
            work: CompareDocument.Work(
                framework: hello?.framework,
                device: hello?.device,
                parameters: hello?.parameters,
                optimizer: hello?.optimizer,
                threads: hello?.threads,
                trainingSamples: hello?.trainingSamples,
                firstLoss: firstLoss
            ),
            noise: Self.pairs(gradients),
            preconditionedNoise: Self.pairs(preconditionedGradients),
            noiseReason: gradientReason,
            reduction: Reduction(gradientNorms: gradients),
            evaluations: evaluations,
            total: TrialResult.Total(
                steps: lines.last?.totalSteps ?? 0,
                samples: totalSamples,
                seconds: trainedSeconds
            ),
            hopelessAfter: hopelessAfter,
            hasDiverged: hasDiverged,
            warmupSteps: hello?.warmupSteps,
            memoryMode: memoryMode,
            stepsMemoryBytes: stepsMemoryBytes,
            stepsPeakBytes: stepsPeakBytes,
            deviceStepsPeakBytes: device?.stepsPeakBytes,
            start: measuredStart(window),
            observer: observerCost,
            startupSeconds: (lines.first?.at ?? endedAt) - startedAt,
            laterSamplesPerSecond: laterSamplesPerSecond,
            deviceFailure: deviceFailure,
            lastLines: lastLines,
            failure: failure,
            reach: lines.isEmpty ? reach ?? end.reach : nil
        )
    }

    /// A failure with the line that names it.
    private static func message(of failure: TrialError) -> String {
        let line = failure.lastLines.last.map { ": \($0)" } ?? ""
        return failure.message + line
    }

    private static func pairs(_ norms: [Int: [GradientPair.Norm]]) -> [NoiseStages.Observation] {
        norms.sorted { $0.key < $1.key }.compactMap { step, norms in
            GradientPair(norms: norms).map { NoiseStages.Observation(step: step, pair: $0) }
        }
    }

    /// What the supervisor took; nothing is known while it runs.
    var observerCost: ObserverCost {
        ObserverCost(
            processorSeconds: ended?.supervisorProcessorSeconds ?? 0,
            privateBytes: ended?.supervisorPrivateBytes ?? 0
        )
    }

    /// The peak of the process tree; nil where an earlier, larger batch of the same process may have made it.
    private var peakHostMemoryBytes: Int? {
        if let earlier, earlier.largestBatchSize > plan.batchSize ?? 0 { return nil }
        let peak = ended?.peakMemoryBytes ?? readings.last?.peakMemoryBytes ?? 0
        return peak > 0 ? peak : nil
    }

    /// What the steps held when they were looked at, where the peak is that of the start: a batch may take less than that.
    private var stepsMemoryBytes: Int? {
        guard let firstStep = lines.first?.at else { return nil }
        let before = readings.last { $0.at <= firstStep }?.peakMemoryBytes ?? 0
        guard let peak = peakHostMemoryBytes, before >= peak else { return nil }
        return readings.lazy.filter { $0.at >= firstStep }.map(\.memoryBytes).max()
    }

    private var stepsPeakBytes: Int? {
        guard peakHostMemoryBytes != nil, let evaluation = phases.firstEvaluationAt, let firstStep = lines.first?.at
        else {
            return nil
        }
        return readings.last { (firstStep...max(firstStep, evaluation)).contains($0.at) }?.peakMemoryBytes
    }

    /// How long the steps were slow at first; nothing of a process that has trained before.
    private func measuredStart(_ window: SteadyWindow?) -> SlowStart {
        guard earlier == nil, let window, let first = lines.first else { return SlowStart() }
        let seconds = window.startsAt - first.at
        return seconds >= Self.leastStartSeconds ? SlowStart(seconds: seconds, steps: window.warmupSteps) : SlowStart()
    }

    /// A shorter start is found within each trial's own window.
    private static let leastStartSeconds = 0.5

    /// What the figures of the devices cover: the steady steps; where nobody says when a step was, the second half, for
    /// the first is spent on starting, or the whole of a run that is watched to its end.
    private func measuredSeconds(_ window: SteadyWindow?, endedAt: Double) -> ClosedRange<Double>? {
        if let window { return window.startsAt...max(window.startsAt, window.endsAt) }
        if case .seconds = plan.goal { return (startedAt + endedAt) / 2...endedAt }
        return plan.isOnlyWatched && endedAt > startedAt ? startedAt...endedAt : nil
    }

    private func fill(_ trial: inout MeasuredTrial, from window: SteadyWindow) {
        guard let estimate = ThroughputEstimate(starts: [window.blocks]) else { return }
        trial.steps = window.steps
        trial.warmupSteps = window.warmupSteps
        if hello?.samplesUnknown == nil || plan.batchSize != nil {
            trial.samples = window.samples
            trial.samplesPerSecond = estimate.samplesPerSecond
        }
        trial.stepSeconds = StepSeconds(
            mean: estimate.stepSeconds.value,
            low: estimate.stepSeconds.low,
            high: estimate.stepSeconds.high,
            median: window.quantiles.median,
            p95: window.quantiles.p95
        )
        trial.inputWaitRatio = window.inputWaitRatio
        // Where a device is only given its work, nobody knows how long one step took of it.
        if hello?.device == "cpu" { trial.shortSteps = ShortSteps(lines, from: window.startsAt) }
    }
}
