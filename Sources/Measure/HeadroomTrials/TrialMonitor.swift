import HeadroomCore

/// Decides when a running trial ends: checks its recorder periodically, and keeps its state between the checks.
struct TrialMonitor: Sendable {
    private var activity: ActivityLog
    /// Number of lines at the last estimate of the precision.
    private var linesAtLastEstimate = 0
    /// Why a training that hangs was ended.
    private(set) var reason: String?
    /// The share of its steps after which the training could not win any more.
    private(set) var hopelessAfter: Double?

    init(startedAt: Double) {
        activity = ActivityLog(startedAt: startedAt)
    }

    private static let leastBlocks = 6
    /// A step time that changes by less than this fraction over the window is steady.
    static let mostDrift = 0.1
    /// Maximum time that a trial waits for its step time to become steady.
    private static let longestSettlingSeconds = 30.0

    /// Reason for the trial to end at `now`; nil where it continues.
    mutating func verdict(on trial: TrialRecorder, now: Double) -> TrialVerdict? {
        let plan = trial.plan
        activity.record(messages: trial.messageCount, processorSeconds: trial.supervisor.processorSeconds, now: now)
        if TrialViolation(of: trial, isFinal: false) != nil { return .violated }
        if Self.goesOnWithoutMemory(trial, now: now) { return .outOfMemory }
        if case .seconds(let seconds) = plan.goal { return now - trial.startedAt >= seconds ? .goalReached : nil }
        if now - trial.startedAt > plan.limitSeconds { return .limit }
        guard !trial.steps.lines.isEmpty else {
            let patience = trial.earlier.map { Self.patience(longestPause: $0.longestPause) } ?? plan.firstStepSeconds
            guard now - trial.startedAt > patience else { return nil }
            reason = TrialFailure.silence(of: trial, until: now)
            return .timedOut
        }
        if trial.hasDiverged, plan.isTrainingOfStudy { return .cannotWin }
        if let judge = plan.judge, let curve = trial.evaluations.test[judge.rule.measure],
            let share = judge.rule.verdict(on: curve, expectedSteps: judge.expectedSteps)
        {
            hopelessAfter = share
            return .cannotWin
        }
        return verdict(onGoalOf: trial, now: now)
    }

    /// Verdict on a trial that has completed steps: whether it has reached its goal, or cannot reach it.
    private mutating func verdict(onGoalOf trial: TrialRecorder, now: Double) -> TrialVerdict? {
        let whereStalled: TrialVerdict? = Self.isStalled(trial, now: now) ? .timedOut : nil
        switch trial.plan.goal {
        case .seconds: return nil
        case .end:
            guard isHung(trial, now: now) else { return nil }
            reason = hanging(trial, now: now)
            return .timedOut
        case .steps(let count):
            return trial.steps.totalSteps >= count ? .goalReached : whereStalled
        case .peak(let count, let patience):
            let search = PeakSearch(trial: trial, steps: count, patienceSeconds: patience)
            return search.isOver(now: now) ? .goalReached : whereStalled
        case .precision(let ratio, let minimumSeconds, let maximumSeconds):
            let sinceFirstStep = now - (trial.steps.lines.first?.at ?? now)
            guard sinceFirstStep >= trial.plan.settlingSeconds, let window = trial.window,
                window.elapsedSeconds >= minimumSeconds
            else { return whereStalled }
            if abs(window.drift) > Self.mostDrift, sinceFirstStep < Self.longestSettlingSeconds { return nil }
            // Long steps get time for a few blocks: fewer would not show their noise.
            let isLongEnough = window.blocks.count >= Self.leastBlocks || window.elapsedSeconds > 20 * maximumSeconds
            if window.elapsedSeconds >= maximumSeconds, isLongEnough || whereStalled != nil { return .limit }
            guard trial.steps.lines.count > linesAtLastEstimate else { return nil }
            linesAtLastEstimate = trial.steps.lines.count
            let estimate = ThroughputEstimate(starts: [window.blocks])
            return (estimate?.samplesPerSecond.halfWidthRatio ?? .infinity) <= ratio ? .goalReached : nil
        }
    }

    /// Whether the command reported an out-of-memory error and continues: without that batch, or with a smaller one,
    /// its results are no longer those of the requested size.
    private static func goesOnWithoutMemory(_ trial: TrialRecorder, now: Double) -> Bool {
        guard !trial.plan.isOnlyWatched, let ranOutOfMemory = trial.ranOutOfMemory else { return false }
        // A command that stops stepping after this message is about to end.
        return now - ranOutOfMemory.at > endingSeconds || trial.steps.totalSteps > ranOutOfMemory.step
    }

    private static let endingSeconds = 2.0

    /// Whether the steps have stopped: no step for far longer than the longest pause so far.
    private static func isStalled(_ trial: TrialRecorder, now: Double) -> Bool {
        guard let last = trial.steps.lines.last else { return false }
        return now - last.at > patience(longestPause: trial.steps.longestPause)
    }

    /// Whether a training in full is entirely inactive.
    private func isHung(_ trial: TrialRecorder, now: Double) -> Bool {
        guard let quietSeconds = trial.plan.quietSeconds else { return false }
        let patience = Self.patience(longestPause: activity.longestQuietSeconds, atLeast: quietSeconds)
        // Before the second step the step time is unknown.
        return now - activity.lastAt > max(patience, trial.steps.lines.count < 2 ? trial.plan.firstStepSeconds : 0)
            || activity.isSpinning(now: now)
    }

    private func hanging(_ trial: TrialRecorder, now: Double) -> String {
        TrialFailure.hanging(
            afterStep: trial.steps.totalSteps,
            silentSeconds: activity.isSpinning(now: now) ? now - activity.lastMessageAt : now - activity.lastAt,
            computes: activity.isSpinning(now: now)
        )
    }

    private static func patience(longestPause: Double, atLeast seconds: Double = 30) -> Double {
        max(seconds, 20 * longestPause)
    }
}
