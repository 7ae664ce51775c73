import HeadroomCore

/// End of a trial.
struct TrialEnd: Codable, Equatable, Sendable {
    /// Monotonic time in seconds.
    var at: Double
    /// Reason why Headroom ended it; nil where it ended by itself, or continues.
    var verdict: TrialVerdict?
    /// Why it was ended, where it hung.
    var reason: String?
    /// The share of its steps after which it could not win any more, where it was ended for that.
    var hopelessAfter: Double?
    var outOfMemory: TrialDocument.OutOfMemory?
    /// Last lines of the command's output.
    var lastLines: [String]
    /// Reason why the agent did not reach it, where it reported no steps.
    var reach: AgentReach.Reason?
}

extension TrialEnd {
    /// How a trial ended whose process has ended, by what it wrote and what the kernel did to it.
    init(of trial: TrialRecorder, by monitor: TrialMonitor, verdict: TrialVerdict?, histories: [DeviceHistory]) {
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
            reason: monitor.reason,
            hopelessAfter: monitor.hopelessAfter,
            outOfMemory: outOfMemory,
            lastLines: LogTail.lines(directory: trial.plan.directory, count: Self.lineCount),
            reach: trial.reach
        )
    }

    /// How a trial stands whose process goes on.
    init(soFarOf trial: TrialRecorder, at now: Double, by monitor: TrialMonitor, verdict: TrialVerdict?) {
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
            reason: monitor.reason,
            hopelessAfter: monitor.hopelessAfter,
            outOfMemory: outOfMemory,
            lastLines: LogTail.lines(directory: trial.plan.directory, count: Self.lineCount)
        )
    }

    /// Number of lines kept of the output.
    private static let lineCount = 20
}
