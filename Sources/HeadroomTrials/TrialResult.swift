package import HeadroomCore
import HeadroomEvents

/// What a trial gave.
package struct TrialResult: Sendable {
    package var document: TrialDocument
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
    /// Why it was ended that could not win any more.
    package var hopelessness: String?
    /// Whether its loss was no number any more.
    package var hasDiverged: Bool
    /// Over how many steps the agent let the learning rate grow; nil where it did not.
    package var warmupSteps: Int?
    package var memoryMode: String?
    /// What the steps held when they were looked at, in bytes: less than the peak where the start took more than them.
    package var stepsMemoryBytes: Int?
    /// What the supervisor took, where it has ended.
    package var observer: ObserverCost
    /// Seconds from the start of the command to its first step.
    package var startupSeconds: Double
    package var lastLines: [String]
    /// Why a run that was only watched failed; other trials that fail have no result.
    package var failure: TrialError?
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
}

extension TrialRecorder {
    /// Samples per second over what was heard so far, warm-up included: a figure to watch, not to report.
    var latestThroughput: Double? {
        guard let first = lines.first, let last = lines.last, last.at > first.at else { return nil }
        return Double(last.totalSamples - first.totalSamples) / (last.at - first.at)
    }

    /// How the trial ended whose process has ended, by what it wrote and what the kernel did to it.
    func end(verdict: Verdict?) -> TrialEnd {
        let outOfMemory = ended.flatMap { ended in
            OutOfMemoryEvidence.judge(
                failed: ended.endedBy != "stop" && (ended.exitCode != 0 || ended.signal != nil),
                oomKills: ended.oomKills,
                limitHit: ended.memoryLimitHit,
                limitBytes: plan.memoryLimitBytes,
                peakBytes: ended.peakMemoryBytes,
                log: LogTail.text(directory: plan.directory)
            )
        }
        return TrialEnd(at: ended?.at ?? startedAt, verdict: verdict, outOfMemory: outOfMemory, lastLines: lastLines)
    }

    /// What the trial gave whose process has ended.
    ///
    /// - Throws: ``TrialError`` where the command broke a guard, failed, or never spoke.
    func finalResult(_ end: TrialEnd, histories: [DeviceHistory] = []) throws -> TrialResult {
        if let failure { throw TrialError(.command, failure, hint: "see that the command after -- starts by itself") }
        if ended == nil {
            if let violation { throw violation }
            throw TrialError(.missing, "the supervisor ended without a report", hint: "run 'headroom doctor'")
        }
        return try result(end, histories: histories)
    }

    /// What the trial gave whose process goes on.
    ///
    /// - Throws: ``TrialError`` where the command broke a guard, or fell silent.
    func resultSoFar(at now: Double, verdict: Verdict?, histories: [DeviceHistory] = []) throws -> TrialResult {
        let end = TrialEnd(at: now, verdict: verdict, outOfMemory: nil, lastLines: lastLines)
        return try result(end, histories: histories)
    }

    private var lastLines: [String] { LogTail.lines(directory: plan.directory, count: 20) }

    func result(_ end: TrialEnd, histories: [DeviceHistory]) throws -> TrialResult {
        let (endedAt, verdict, outOfMemory, lastLines) = (end.at, end.verdict, end.outOfMemory, end.lastLines)
        // A command that got no memory and went on with a smaller batch says more than that it did not obey.
        let gaveUp = outOfMemory != nil && largestBatch ?? .max < plan.batchSize ?? 0
        if let violation, !gaveUp { throw violation }
        var outcome: TrialDocument.Outcome
        var failure: TrialError?
        do throws(TrialError) {
            outcome = try self.outcome(at: endedAt, verdict: verdict, outOfMemory: outOfMemory, lastLines: lastLines)
        } catch {
            guard plan.isOnlyWatched else { throw error }
            // What was seen until then is not lost.
            (outcome, failure) = (.failed, error)
        }

        var document = TrialDocument(
            id: plan.id,
            purpose: plan.purpose,
            batchSize: seenDataEnd ?? plan.batchSize ?? largestBatch,
            outcome: outcome,
            wallSeconds: endedAt - startedAt
        )
        document.processId = processId
        document.batchSizeObserved = largestBatch
        document.batchSizeSetBy =
            hello?.batchSizeSetBy.flatMap(TrialDocument.BatchSizeSetBy.init(rawValue:))
            ?? plan.batchSizeSetBy
        document.endedBy = endedBy(verdict)
        document.outOfMemory = outOfMemory
        document.peakHostMemoryBytes = peakHostMemoryBytes
        document.threads = hello?.threads
        document.processes = hello?.worldSize
        document.evaluation = evaluation.isEmpty ? nil : evaluation
        document.message = failure?.message ?? (outcome == .timedOut ? hanging(at: endedAt) : nil)
        if document.message == nil, rubbishLines > 0 {
            document.message = "\(rubbishLines) lines on the event socket were no events and were passed over"
        }
        // Of a run that was only watched everything counts that it did, however it ended.
        let window = outcome == .completed || plan.isOnlyWatched ? window : nil
        if let measured = measuredSeconds(window, endedAt: endedAt) {
            document.deviceUtilization = treeUtilization(from: measured.lowerBound, to: measured.upperBound)
            document.busyCPUs = document.deviceUtilization.map { $0.mean * plan.usableCPUs }
            if let window { fill(&document, from: window) }
            fill(&document, from: histories, in: measured)
        }
        return TrialResult(
            document: document,
            blocks: window?.blocks ?? [],
            quantiles: window?.quantiles,
            framework: hello?.framework,
            trainingSamples: hello?.trainingSamples ?? seenDataEnd,
            drawsWithReplacement: hello?.drawsWithReplacement ?? false,
            processes: hello?.worldSize ?? 1,
            cachedBatch: hello?.cachedBatch ?? false,
            startedAfterStep: startedAfterStep,
            ownBatchSize: hello?.ownBatchSize,
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
            hopelessness: hopelessness,
            hasDiverged: hasDiverged,
            warmupSteps: hello?.warmupSteps,
            memoryMode: memoryMode,
            stepsMemoryBytes: stepsMemoryBytes,
            observer: observerCost,
            startupSeconds: (lines.first?.at ?? endedAt) - startedAt,
            lastLines: lastLines,
            failure: failure
        )
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

    private var stepsMemoryBytes: Int? {
        guard let firstStep = lines.first?.at else { return nil }
        return readings.lazy.filter { $0.at >= firstStep }.map(\.memoryBytes).max()
    }

    /// What the figures of the devices cover: the steady steps; where nobody says when a step was, the second half, for
    /// the first is spent on starting, or the whole of a run that is watched to its end.
    private func measuredSeconds(_ window: SteadyWindow?, endedAt: Double) -> ClosedRange<Double>? {
        if let window { return window.startsAt...max(window.startsAt, window.endsAt) }
        if case .seconds = plan.goal { return (startedAt + endedAt) / 2...endedAt }
        return plan.isOnlyWatched && endedAt > startedAt ? startedAt...endedAt : nil
    }

    private func fill(_ document: inout TrialDocument, from window: SteadyWindow) {
        guard let estimate = ThroughputEstimate(starts: [window.blocks]) else { return }
        document.steps = window.steps
        document.warmupSteps = window.warmupSteps
        document.samples = window.samples
        document.samplesPerSecond = estimate.samplesPerSecond
        document.stepSeconds = StepSeconds(
            mean: estimate.stepSeconds.value,
            low: estimate.stepSeconds.low,
            high: estimate.stepSeconds.high,
            median: window.quantiles.median,
            p95: window.quantiles.p95
        )
        document.inputWaitRatio = window.inputWaitRatio
        // Where a device is only given its work, nobody knows how long one step took of it.
        if hello?.device == "cpu" { document.shortSteps = ShortSteps(lines, from: window.startsAt) }
    }
}
