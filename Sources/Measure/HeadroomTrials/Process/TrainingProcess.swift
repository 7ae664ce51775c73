import FoundationEssentials
import HeadroomCore
import HeadroomDevices
import HeadroomEvents
import HeadroomSystem

/// One training process under its supervisor, from its start to its end.
///
/// Where its batch size can be changed between two steps, it goes from one batch size to the next: each stretch of it is
/// a trial, and all of them cost one start.
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
    /// Processes that train together change at different steps, and would wait for each other for ever.
    package var canContinue: Bool { !observation.processHasEnded && supportsSeveralTrials }

    /// Whether another process of the same command could take several trials, where this one has come to its end.
    package var supportsSeveralTrials: Bool {
        guard let hello = observation.recorder.hello else { return false }
        return hello.canSetBatchSize == true && hello.worldSize ?? 1 == 1
    }

    /// Whether the command came to its own, regular end.
    package var isDone: Bool {
        guard observation.processHasEnded, let ended = observation.recorder.supervisor.ended else { return false }
        return ended.exitCode == 0 && ended.endedBy != "stop"
    }

    /// Waits for the end of the first trial.
    package func untilVerdict() async {
        await observation.untilItEnds()
    }

    /// Goes on at another batch size, and waits for the end of that trial.
    ///
    /// - Throws: ``TrialError`` where no figure may be taken from it; a process of its own may do better.
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

    /// What the trial gave, while the process goes on.
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

    /// Ends the process, where it has not ended by itself.
    ///
    /// - Returns: what watching it cost.
    package func end() async -> ObserverCost {
        observation.end()
        _ = await running.result
        return observation.recorder.supervisor.observerCost
    }

    /// What the last trial gave, once the process has ended.
    ///
    /// - Throws: ``TrialError`` where no figure may be taken from the trial and the next one would do no better.
    package func result() async throws -> TrialResult {
        try await running.value
        observation.scanOutput(now: MonotonicClock.seconds())
        let recorder = observation.recorder
        // In the recording the end comes right after what is taken into account.
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
            // The training has ended: now the machine's memory can be tried without being in its way.
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

    /// Keeps what the process wrote and lets its folder go, once it has ended and its result was taken.
    package func close() {
        listener.stop()
        let plan = observation.recorder.plan
        logs?.keep(plan)
        try? FileManager.default.removeItem(atPath: plan.directory)
    }
}

/// What a supervisor took for watching a process.
package struct ObserverCost: Equatable, Sendable {
    package var processorSeconds = 0.0
    package var privateBytes = 0

    package init(processorSeconds: Double = 0, privateBytes: Int = 0) {
        self.processorSeconds = processorSeconds
        self.privateBytes = privateBytes
    }
}
