import FoundationEssentials
import Glibc
import HeadroomCore
import HeadroomDevices
import HeadroomEvents
import Synchronization

/// Runs one trial: starts the command under its supervisor, hands it its batch size, listens, bounds it, and says how
/// it ended.
package struct TrialRunner: Sendable {
    /// The path of `headroom-supervise`.
    let supervisor: String
    /// Set when the person wants everything to stop.
    let stopRequest: StopRequest

    package init(supervisor: String, stopRequest: StopRequest) {
        self.supervisor = supervisor
        self.stopRequest = stopRequest
        // A word to a supervisor that has just ended must fail, and not end this process.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Runs a trial to its end.
    ///
    /// - Parameter progress: called about ten times a second with the throughput so far, in samples per second.
    /// - Throws: ``TrialError`` where no figure may be taken from the trial and the next one would do no better.
    package func run(_ plan: TrialPlan, progress: @Sendable (Double?) -> Void = { _ in }) async throws -> TrialResult {
        do {
            try FileManager.default.createDirectory(atPath: plan.directory, withIntermediateDirectories: true)
        } catch {
            throw TrialError(
                .missing,
                "cannot make the trial's folder \(plan.directory): \(error)",
                hint: "see that its disk is not full and can be written, or set TMPDIR"
            )
        }
        let startedAt = MonotonicClock.seconds()
        let observation = Observation(TrialRecorder(plan: plan, startedAt: startedAt))
        let listener: EventListener
        do {
            listener = try EventListener(path: "\(plan.directory)/\(TrialFiles.socket)") { observation.hear($0) }
        } catch {
            throw TrialError(.missing, "\(error)", hint: "set TMPDIR to a folder with a short path that can be written")
        }
        defer { listener.stop() }

        let supervision = Supervision(
            executable: supervisor,
            options: options(plan),
            command: plan.command.filled(batchSize: plan.batchSize, directory: plan.directory),
            environment: TrialEnvironment(plan: plan).variables
        )
        try await supervision.run { report in
            observation.read(report)
            progress(observation.throughput)
            if stopRequest.isSet { return observation.end(.stopped) }
            return observation.decide(now: MonotonicClock.seconds())
        }
        return try observation.recorder.result(endedAt: MonotonicClock.seconds(), verdict: observation.verdict)
    }

    /// The time between two readings of the process tree: more often would cost more than watching may.
    private static let readingSeconds = 0.2

    private func options(_ plan: TrialPlan) -> [String] {
        var options = [
            "--stdout", "\(plan.directory)/\(TrialFiles.standardOutput)",
            "--stderr", "\(plan.directory)/\(TrialFiles.standardError)",
            "--memory-mode", plan.memoryMode.rawValue,
            "--interval-ms", String(Int(Self.readingSeconds * 1000)),
        ]
        if let limit = plan.memoryLimitBytes { options += ["--memory-bytes", String(limit)] }
        return options
    }
}

/// A wish to stop, which any thread may utter.
package final class StopRequest: Sendable {
    private let requested = Atomic(false)

    package init() {}

    package func set() {
        requested.store(true, ordering: .relaxed)
    }

    package var isSet: Bool {
        requested.load(ordering: .relaxed)
    }
}

/// A recorder that the listener's thread and the supervisor's reader share.
private final class Observation: Sendable {
    private struct State {
        var recorder: TrialRecorder
        var verdict: TrialRecorder.Verdict?
    }

    private let state: Mutex<State>

    init(_ recorder: TrialRecorder) {
        state = Mutex(State(recorder: recorder))
    }

    func hear(_ message: EventListener.Message) {
        state.withLock { $0.recorder.hear(message) }
    }

    func read(_ report: SupervisorReport) {
        let host = HostProcessorTime.current()
        state.withLock { $0.recorder.read(report, host: host) }
    }

    func decide(now: Double) -> Supervision.Decision {
        state.withLock { state in
            if state.verdict == nil { state.verdict = state.recorder.verdict(now: now) }
            return state.verdict == nil ? .goOn : .stop
        }
    }

    func end(_ verdict: TrialRecorder.Verdict) -> Supervision.Decision {
        state.withLock { $0.verdict = $0.verdict ?? verdict }
        return .stop
    }

    var recorder: TrialRecorder { state.withLock { $0.recorder } }
    var verdict: TrialRecorder.Verdict? { state.withLock { $0.verdict } }
    var throughput: Double? { state.withLock { $0.recorder.latestThroughput } }
}
