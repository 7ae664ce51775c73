import FoundationEssentials
import Glibc
package import HeadroomCore
package import HeadroomDevices
import HeadroomEvents
import HeadroomSystem
import Synchronization

/// Runs a trial: starts the command under its supervisor, passes its batch size, listens to it, limits it, and reports
/// its end.
package struct TrialRunner: Sendable {
    /// Path of `headroom-supervise`.
    let supervisor: String
    /// Set when the user requests to stop everything.
    let stopRequest: StopRequest
    /// Archive of the trials' output; nil to discard it.
    let logs: LogArchive?
    /// Called with the output of a command, while it is written; nil where it is not shown.
    let showOutput: (@Sendable ([UInt8]) -> Void)?
    /// Sampler of the devices; nil where they are not read.
    let sampler: Sampler?
    /// Recording of all events and readings of a run.
    let recording: RecordingFile?

    package init(
        supervisor: String,
        stopRequest: StopRequest,
        logs: LogArchive? = nil,
        showOutput: (@Sendable ([UInt8]) -> Void)? = nil,
        sampler: Sampler? = nil,
        recording: RecordingFile? = nil
    ) {
        self.sampler = sampler
        self.recording = recording
        self.supervisor = supervisor
        self.stopRequest = stopRequest
        self.logs = logs
        self.showOutput = showOutput
        // Writing to a supervisor that has just ended must fail, but not end this process.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Runner whose trials are not part of the recording.
    package var withoutRecording: TrialRunner {
        TrialRunner(
            supervisor: supervisor,
            stopRequest: stopRequest,
            logs: logs,
            showOutput: nil,
            sampler: sampler
        )
    }

    /// Records the step time without data loading.
    package func record(cachedBatchStepSeconds seconds: Double) {
        recording?.append(TrialLine.cachedBatch(CachedBatch(stepSeconds: seconds)))
    }

    /// Records the result of a second run with passive waiting, in which waiting threads sleep.
    package func record(_ passiveWaiting: PassiveWaiting) {
        recording?.append(TrialLine.passiveWaiting(passiveWaiting))
    }

    /// Runs a trial to its end.
    ///
    /// - Parameters:
    ///   - progress: called about ten times a second with the throughput so far, in samples per second.
    ///   - checkpoint: called twice a minute with the trial's result so far.
    /// - Throws: ``TrialError`` where the trial has no valid results and the next one would do no better.
    package func run(
        _ plan: TrialPlan,
        progress: @escaping @Sendable (Double?) -> Void = { _ in },
        checkpoint: (@Sendable (TrialResult) -> Void)? = nil
    ) async throws -> TrialResult {
        let process = try start(plan, endsAtVerdict: true, progress: progress)
        let writing = checkpoint.map { checkpoint in
            Task {
                while true {
                    try await Task.sleep(for: Self.checkpointInterval)
                    if let result = try? process.resultSoFar() { checkpoint(result) }
                }
            }
        }
        await process.observation.untilItEnds()
        writing?.cancel()
        _ = await writing?.result
        defer { process.close() }
        return try await process.result()
    }

    private static let checkpointInterval = Duration.seconds(30)

    /// Starts a command that continues after its first trial.
    ///
    /// - Throws: ``TrialError`` where its folder or its socket cannot be created.
    package func start(
        _ plan: TrialPlan,
        progress: @escaping @Sendable (Double?) -> Void
    ) throws -> TrainingProcess {
        try start(plan, endsAtVerdict: false, progress: progress)
    }

    /// Starts a command and listens to it.
    ///
    /// - Parameter endsAtVerdict: whether the process ends when its trial is complete.
    /// - Throws: ``TrialError`` where its folder or its socket cannot be created.
    private func start(
        _ plan: TrialPlan,
        endsAtVerdict: Bool,
        progress: @escaping @Sendable (Double?) -> Void
    ) throws -> TrainingProcess {
        do {
            try Folder.make(plan.directory)
        } catch {
            throw TrialError(
                .missing,
                "the trial has no folder: \(error)",
                hint: "see that its disk is not full and can be written, or set TMPDIR"
            )
        }
        let recorder = TrialRecorder(plan: plan, startedAt: MonotonicClock.seconds())
        sampler?.forget(before: recorder.startedAt - 1)
        recording?.append(TrialLine.trial(TrialStart(plan, startedAt: recorder.startedAt)))
        let observation = Observation(
            recorder,
            endsAtVerdict: endsAtVerdict,
            recording: recording,
            progress: progress
        )
        let listener: EventListener
        do {
            listener = try EventListener(path: "\(plan.directory)/\(TrialFiles.socket)") { message in
                if plan.listens { observation.record(message) }
            }
        } catch {
            throw TrialError(.missing, "\(error)", hint: "set TMPDIR to a folder with a short path that can be written")
        }
        // If several trials share a process, a late one is read as often as the first.
        let sharing = endsAtVerdict ? [] : ["--longest-interval-ms", Self.readingMilliseconds]
        let folder = plan.workingCopy.flatMap { copy(of: $0, in: plan.directory) }
        var environment = TrialEnvironment(plan: plan).variables
        // Shells and scripts read their working directory from here.
        environment["PWD"] = folder
        let supervisorProcess = SupervisorProcess(
            executable: supervisor,
            options: options(plan) + sharing,
            command: plan.command.filled(batchSize: plan.batchSize, directory: plan.directory, values: plan.values),
            environment: environment,
            folder: folder
        )
        let stopRequest = stopRequest
        let follower = follow(plan, observation)
        let probe = plan.isOnlyWatched ? WorkingSetProbe() : nil
        let startedAt = recorder.startedAt
        let running = Task {
            defer { observation.processEnded() }
            let watch = plan.listens ? AgentReachWatch(environment: plan.environment, startedAt: startedAt) : nil
            var failure: (any Error)?
            do {
                try await supervisorProcess.run(isUserWaiting: { stopRequest.isSet }) { report in
                    observation.record(report)
                    observation.scanOutput(now: MonotonicClock.seconds())
                    if let probe { observation.startIfDue(probe) }
                    if let watch { observation.look(watch, now: MonotonicClock.seconds()) }
                    guard let stopping = stopRequest.decision else {
                        return observation.decide(now: MonotonicClock.seconds())
                    }
                    observation.stop()
                    return stopping
                }
            } catch {
                failure = error
            }
            // All events sent until the end belong to the trial.
            await listener.drain()
            await follower?.stop(takesLastLine: observation.recorder.supervisor.ended?.isByItself ?? false)
            if let failure { throw failure }
        }
        return TrainingProcess(
            observation: observation,
            listener: listener,
            running: running,
            logs: logs,
            sampler: sampler,
            probe: probe,
            recording: recording
        )
    }

    /// Working directory of one process; nil where no copy can be made, and the original is used.
    private func copy(of workingCopy: WorkingCopy, in directory: String) -> String? {
        let base = "\(directory)/\(TrialFiles.workingCopy)"
        guard mkdir(base, 0o755) == 0 else { return nil }
        return workingCopy.make(below: base)
    }

    /// Follows the command's output, if it is shown, contains its steps or results, or serves to detect that it hangs.
    private func follow(_ plan: TrialPlan, _ observation: Observation) -> OutputFollower? {
        let isRead = plan.stepPattern != nil || plan.evaluationPattern != nil
        guard isRead || plan.quietSeconds != nil || showOutput != nil else { return nil }
        let showOutput = showOutput
        return OutputFollower(directory: plan.directory) {
            var readers: [OutputFollower.Stream: StepReader] = [:]
            var measures: [OutputFollower.Stream: EvaluationReader] = [:]
            return OutputFollower.Handler { stream, bytes, at in
                showOutput?(Array(bytes))
                observation.recordOutput()
                if let pattern = plan.evaluationPattern {
                    measures[stream, default: EvaluationReader(pattern)].append(bytes) { observation.record($0) }
                }
                guard let pattern = plan.stepPattern else { return }
                if readers[stream] == nil {
                    readers[stream] = StepReader(pattern: pattern, batchSize: plan.batchSize ?? 0)
                }
                readers[stream]?.append(bytes, at: at) { observation.record(.event($0, connection: 0)) }
            } end: { stream, at in
                measures[stream]?.finish { observation.record($0) }
                readers[stream]?.finish(at: at) { observation.record(.event($0, connection: 0)) }
            }
        }
    }

    /// Time between two readings of the process tree: shorter intervals would make watching too expensive.
    private static let readingMilliseconds = "200"

    private func options(_ plan: TrialPlan) -> [String] {
        var options = [
            "--stdout", "\(plan.directory)/\(TrialFiles.standardOutput)",
            "--stderr", "\(plan.directory)/\(TrialFiles.standardError)",
            "--memory-mode", plan.memoryMode.rawValue,
            "--interval-ms", Self.readingMilliseconds,
        ]
        if let limit = plan.memoryLimitBytes { options += ["--memory-bytes", String(limit)] }
        return options
    }
}
