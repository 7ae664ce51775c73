import FoundationEssentials
import HeadroomCore
import HeadroomDevices
import HeadroomEvents
import HeadroomSystem

/// Training process under its supervisor, from start to end.
///
/// If its batch size can be changed between two steps, it is measured at one batch size after another: each stretch of
/// it is a trial, and all of them together need one start.
package final class TrainingProcess: Sendable {
    let observation: Observation
    private let listener: EventListener
    private let running: Task<Void, any Error>
    private let logs: LogArchive?
    private let sampler: Sampler?
    private let probe: WorkingSetProbe?
    private let recording: RecordingFile?

    init(
        observation: Observation,
        listener: EventListener,
        running: Task<Void, any Error>,
        logs: LogArchive?,
        sampler: Sampler?,
        probe: WorkingSetProbe?,
        recording: RecordingFile?
    ) {
        self.observation = observation
        self.listener = listener
        self.running = running
        self.logs = logs
        self.sampler = sampler
        self.probe = probe
        self.recording = recording
    }

    /// Whether a trial at another batch size may follow in this process.
    ///
    /// Not with processes that train together: they would change at different steps, and wait for each other forever.
    package var canContinue: Bool { !observation.processHasEnded && supportsSeveralTrials }

    /// Whether another process of the same command could run several trials, if this one has ended.
    package var supportsSeveralTrials: Bool {
        guard let hello = observation.recorder.hello else { return false }
        return hello.canSetBatchSize == true && hello.worldSize ?? 1 == 1
    }

    /// Whether the command ended regularly by itself.
    package var isDone: Bool {
        guard observation.processHasEnded, let ended = observation.recorder.supervisor.ended else { return false }
        return ended.exitCode == 0 && ended.endedBy != "stop"
    }

    /// Waits for the end of the first trial.
    package func untilVerdict() async {
        await observation.untilItEnds()
    }

    /// Continues at another batch size, and waits for the end of that trial.
    ///
    /// - Throws: ``TrialError`` where the trial has no valid results; a separate process may do better.
    package func continueTraining(
        _ plan: TrialPlan,
        progress: @escaping @Sendable (Double?) -> Void
    ) async throws -> TrialResult {
        var plan = plan
        plan.directory = observation.recorder.plan.directory
        let now = MonotonicClock.seconds()
        let histories = sampler?.histories() ?? []
        observation.begin(
            { last in
                TrialRecorder(
                    plan: plan,
                    after: last,
                    othersBytes: DeviceMemoryUse(of: last, histories: histories).othersBytes,
                    startedAt: now
                )
            },
            progress: progress
        )
        sampler?.forget(before: MonotonicClock.seconds() - 1)
        if let batchSize = plan.batchSize { listener.send(.setBatchSize(batchSize)) }
        await observation.untilItEnds()
        if observation.processHasEnded { return try await result() }
        return try resultSoFar()
    }

    /// Result of the trial, while the process continues.
    package func resultSoFar() throws -> TrialResult {
        observation.scanOutput(now: MonotonicClock.seconds())
        let recorder = observation.recorder
        let end = TrialEnd(
            soFarOf: recorder,
            at: MonotonicClock.seconds(),
            by: observation.monitor,
            verdict: observation.verdict
        )
        return try TrialResult(of: recorder, end: end, histories: sampler?.histories() ?? [])
    }

    /// Ends the process, if it has not ended by itself.
    ///
    /// - Returns: the cost of watching it.
    package func end() async -> ObserverCost {
        observation.end()
        _ = await running.result
        return observation.recorder.supervisor.observerCost
    }

    /// Result of the last trial, once the process has ended.
    ///
    /// - Throws: ``TrialError`` where the trial has no valid results and the next one would do no better.
    package func result() async throws -> TrialResult {
        try await running.value
        observation.scanOutput(now: MonotonicClock.seconds())
        let recorder = observation.recorder
        // In the recording the end follows the last reading that counts.
        let histories = sampler?.histories() ?? []
        let end = TrialEnd(
            of: recorder,
            by: observation.monitor,
            verdict: observation.verdict,
            histories: histories
        )
        recording?.append(TrialLine.end(end))
        var result = try TrialResult.final(recorder, end: end, histories: histories)
        if let touched = probe?.latest, let cache = Caches.lastLevelBytes() {
            let threads = Int((result.trial.busyCPUs ?? 1).rounded())
            // The training has ended: the machine's memory can now be measured without disturbing it.
            result.trial.workingSet = WorkingSet(
                bytes: touched.bytes,
                lookSeconds: touched.seconds,
                touchedBytesPerSecond: touched.bytesPerSecond,
                lastCacheBytes: cache,
                peakBytesPerSecond: touched.bytes > cache
                    ? MemoryBandwidth.measure(threads: threads, cacheBytes: cache) : nil
            )
            if let workingSet = result.trial.workingSet { recording?.append(TrialLine.workingSet(workingSet)) }
        }
        return result
    }

    /// Stores the output of the process and deletes its folder, once it has ended and its result was taken.
    package func close() {
        listener.stop()
        let plan = observation.recorder.plan
        logs?.keep(plan)
        try? FileManager.default.removeItem(atPath: plan.directory)
    }
}

/// Cost of a supervisor for watching a process.
package struct ObserverCost: Equatable, Sendable {
    package var processorSeconds = 0.0
    package var privateBytes = 0

    package init(processorSeconds: Double = 0, privateBytes: Int = 0) {
        self.processorSeconds = processorSeconds
        self.privateBytes = privateBytes
    }
}
