import HeadroomDevices
import HeadroomEvents
import Synchronization

/// State of a process's running trial, shared by the listener's thread, the supervisor's reader and the tasks that wait
/// for the trial.
final class Observation: Sendable {
    fileprivate struct State {
        var recorder: TrialRecorder
        var monitor: TrialMonitor
        /// Number of the trial in its process.
        var trial = 1
        var endsAtVerdict: Bool
        var progress: @Sendable (Double?) -> Void
        var verdict: TrialVerdict?
        var processHasEnded = false
        var mustEnd = false
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let state: Mutex<State>
    /// Separate from the state, so that listeners do not wait while a log is read.
    private let output: Mutex<OutputScan>
    private let recording: RecordingFile?

    /// - Parameters:
    ///   - endsAtVerdict: whether the process ends when its trial is complete.
    ///   - recording: recording of all events.
    ///   - progress: called with the throughput so far, in samples per second, at every report of the supervisor.
    init(
        _ recorder: TrialRecorder,
        endsAtVerdict: Bool,
        recording: RecordingFile? = nil,
        progress: @escaping @Sendable (Double?) -> Void
    ) {
        self.recording = recording
        output = Mutex(OutputScan(directory: recorder.plan.directory))
        state = Mutex(
            State(
                recorder: recorder,
                monitor: TrialMonitor(startedAt: recorder.startedAt),
                endsAtVerdict: endsAtVerdict,
                progress: progress
            )
        )
    }

    // MARK: Events

    func record(_ message: EventListener.Message) {
        state.withLock { state in
            state.recorder.record(message)
            // In the order of arrival.
            recording?.append(TrialLine.message(message))
        }
    }

    /// Records that the command wrote output.
    func recordOutput() {
        state.withLock { $0.recorder.recordOutput() }
    }

    /// Records a measure from the command's output.
    func record(_ figure: EvaluationPattern.Found) {
        state.withLock { $0.recorder.record(figure) }
    }

    func record(_ report: SupervisorReport) {
        let (progress, throughput) = state.withLock { state in
            state.recorder.record(report)
            recording?.append(TrialLine.report(report))
            return (state.progress, state.recorder.steps.latestThroughput)
        }
        progress(throughput)
    }

    /// Scans the command's output since the last scan for out-of-memory messages.
    func scanOutput(now: Double) {
        let found = output.withLock { $0.advance() }
        guard !found.isEmpty else { return }
        state.withLock { $0.recorder.record(found, at: now) }
    }

    /// Lets a probe measure the training, if it runs on the CPU and has completed some steps.
    func startIfDue(_ probe: WorkingSetProbe) {
        let training = state.withLock { $0.recorder.trainingOnTheCPU }
        guard let training else { return }
        probe.startIfDue(
            processId: training.processId,
            trainingSeconds: training.trainingSeconds,
            stepSeconds: training.stepSeconds
        )
    }

    /// Looks for a reason why the command reports no steps, while it reports none.
    func look(_ watch: AgentReachWatch, now: Double) {
        let silent = state.withLock { $0.recorder.steps.lines.isEmpty ? $0.recorder.supervisor.processId : nil }
        guard let silent, let reason = watch.look(at: silent, now: now) else { return }
        state.withLock { $0.recorder.record(reason) }
    }

    /// Decides whether the process may continue.
    func decide(now: Double) -> SupervisorProcess.Decision {
        // Judging all steps so far takes a while: this works on a copy, so that arriving events need not wait.
        let (recorder, judging, trial) = state.withLock {
            ($0.recorder, $0.verdict == nil ? $0.monitor : nil, $0.trial)
        }
        var monitor = judging
        let verdict = monitor?.verdict(on: recorder, now: now)
        return state.withLock { state in
            if let monitor, state.trial == trial {
                state.monitor = monitor
                state.verdict = state.verdict ?? verdict
                if state.verdict != nil, !state.endsAtVerdict { state.wake() }
            }
            return state.mustEnd || state.verdict != nil && state.endsAtVerdict ? .stop : .proceed
        }
    }

    /// Records a request to stop everything.
    func stop() {
        state.withLock { state in
            state.verdict = state.verdict ?? .stopped
            state.mustEnd = true
        }
    }

    func processEnded() {
        state.withLock { state in
            state.processHasEnded = true
            state.wake()
        }
    }

    // MARK: Waiting

    /// Waits for the end of the trial: a verdict, if the process continues after it, or the end of the process.
    func untilItEnds() async {
        await withCheckedContinuation { continuation in
            state.withLock { state in
                if state.isOver { continuation.resume() } else { state.waiting = continuation }
            }
        }
    }

    /// Begins the next trial of the process.
    ///
    /// - Parameter next: creates the recorder from the one before; events that arrive in between are not lost.
    func begin(_ next: (TrialRecorder) -> TrialRecorder, progress: @escaping @Sendable (Double?) -> Void) {
        output.withLock { $0.restart() }
        state.withLock { state in
            state.recorder = next(state.recorder)
            state.monitor = TrialMonitor(startedAt: state.recorder.startedAt)
            state.trial += 1
            state.progress = progress
            state.verdict = nil
        }
    }

    /// Ends the process with the supervisor's next report.
    func end() {
        state.withLock { $0.mustEnd = true }
    }

    var recorder: TrialRecorder { state.withLock { $0.recorder } }
    var verdict: TrialVerdict? { state.withLock { $0.verdict } }
    var monitor: TrialMonitor { state.withLock { $0.monitor } }
    var processHasEnded: Bool { state.withLock { $0.processHasEnded } }
}

extension Observation.State {
    fileprivate var isOver: Bool { processHasEnded || verdict != nil && !endsAtVerdict }

    fileprivate mutating func wake() {
        waiting?.resume()
        waiting = nil
    }
}
