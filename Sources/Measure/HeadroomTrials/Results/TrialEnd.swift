import HeadroomCore

/// End of a trial.
struct TrialEnd: Codable, Equatable, Sendable {
    /// Monotonic time in seconds.
    var at: Double
    /// Reason why Headroom ended it; nil where it ended by itself, or continues.
    var verdict: TrialVerdict?
    /// Reason of the verdict, where the trial hung or could no longer win.
    var reason: String?
    var outOfMemory: TrialDocument.OutOfMemory?
    /// Last lines of the command's output.
    var lastLines: [String]
    /// Reason why the agent did not reach it, where it reported no steps.
    var reach: AgentReach.Reason?
}

extension TrialEnd {
    /// Creates the end of a trial whose process has ended, from its output and the kernel's actions.
    init(of trial: TrialRecorder, verdict: TrialVerdict?, reason: String?, histories: [DeviceHistory]) {
        let ended = trial.supervisor.ended
        let outOfMemory = ended.flatMap { ended in
            OutOfMemoryEvidence.judge(
                failed: ended.endedBy != "stop" && (ended.exitCode != 0 || ended.signal != nil),
                oomKills: ended.oomKills,
                limitHit: ended.memoryLimitHit,
                limitBytes: trial.plan.memoryLimitBytes,
                peakBytes: ended.peakMemoryBytes,
                deviceFullness: DeviceMemoryUse(of: trial, histories: histories).fullness(until: ended.at),
                patterns: trial.outOfMemoryMessages
            )
        }
        self.init(
            at: ended?.at ?? trial.startedAt,
            verdict: verdict,
            reason: reason,
            outOfMemory: outOfMemory,
            lastLines: LogTail.lines(directory: trial.plan.directory, count: Self.lineCount),
            reach: trial.reach
        )
    }

    /// Creates the interim state of a trial whose process continues.
    init(soFarOf trial: TrialRecorder, at now: Double, verdict: TrialVerdict?, reason: String?) {
        let outOfMemory = OutOfMemoryEvidence.judge(
            failed: false,
            oomKills: 0,
            limitHit: false,
            limitBytes: nil,
            patterns: trial.outOfMemoryMessages
        )
        self.init(
            at: now,
            verdict: verdict,
            reason: reason,
            outOfMemory: outOfMemory,
            lastLines: LogTail.lines(directory: trial.plan.directory, count: Self.lineCount)
        )
    }

    /// Number of lines kept of the output.
    private static let lineCount = 20
}
