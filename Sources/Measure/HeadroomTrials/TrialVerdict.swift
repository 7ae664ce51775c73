import HeadroomCore

/// Whether a running trial should end.
extension TrialRecorder {
    /// Why a running trial should end.
    enum Verdict: String, Codable, Equatable, Sendable {
        case precise, limit, timedOut, violated, stopped, hopeless, outOfMemory
    }

    private static let leastBlocks = 6
    /// A step time that changes by less than this over the window is steady.
    private static let mostDrift = 0.1
    /// No trial waits longer than this for its step time to become steady.
    private static let longestSettlingSeconds = 30.0

    /// Whether the trial should end at `now`, and why.
    mutating func verdict(now: Double) -> Verdict? {
        signs.look(heard: heard, processorSeconds: readings.last?.processorSeconds ?? 0, now: now)
        if violation(isFinal: false) != nil { return .violated }
        if goesOnWithoutMemory(now: now) { return .outOfMemory }
        if case .seconds(let seconds) = plan.goal { return now - startedAt >= seconds ? .precise : nil }
        guard !lines.isEmpty else {
            if now - startedAt > plan.limitSeconds { return .limit }
            let patience = earlier.map { Self.patience(longestPause: $0.longestPause) } ?? plan.firstStepSeconds
            return now - startedAt > patience ? .timedOut : nil
        }
        if now - startedAt > plan.limitSeconds { return .limit }
        if hasDiverged, plan.purpose == .training, plan.batchSize != nil { return .hopeless }
        if let judge = plan.judge, let curve = evaluations.test[judge.rule.measure],
            let share = judge.rule.verdict(on: curve, expectedSteps: judge.expectedSteps)
        {
            hopelessAfter = share
            return .hopeless
        }
        switch plan.goal {
        case .end: return isHung(now: now) ? .timedOut : nil
        case .seconds: return nil
        case .steps(let count):
            let seen = lines.last?.totalSteps ?? 0
            if seen >= count { return .precise }
            return isStalled(now: now) ? .timedOut : nil
        case .peak(let count, let patience):
            if hasSeenPeak(afterStep: count, patienceSeconds: patience, now: now) { return .precise }
            return isStalled(now: now) ? .timedOut : nil
        case .precision(let ratio, let minimumSeconds, let maximumSeconds):
            let sinceFirstStep = now - (lines.first?.at ?? now)
            guard sinceFirstStep >= plan.settlingSeconds, let window, window.elapsedSeconds >= minimumSeconds else {
                return isStalled(now: now) ? .timedOut : nil
            }
            if abs(window.drift) > Self.mostDrift, sinceFirstStep < Self.longestSettlingSeconds { return nil }
            // Long steps get the time for a few blocks: fewer would say nothing of their noise.
            let isLongEnough = window.blocks.count >= Self.leastBlocks || window.elapsedSeconds > 20 * maximumSeconds
            if window.elapsedSeconds >= maximumSeconds, isLongEnough || isStalled(now: now) { return .limit }
            guard lines.count > linesAtLastEstimate else { return nil }
            linesAtLastEstimate = lines.count
            let estimate = ThroughputEstimate(starts: [window.blocks])
            return (estimate?.samplesPerSecond.halfWidthRatio ?? .infinity) <= ratio ? .precise : nil
        }
    }

    /// Whether the step time was still changing when the trial ended.
    func isUnsettled(_ window: SteadyWindow) -> Bool { abs(window.drift) > Self.mostDrift }

    /// Whether the command wrote that it got no memory, and goes on: without that batch, or with a smaller one, its
    /// figures are no longer those of the asked size.
    private func goesOnWithoutMemory(now: Double) -> Bool {
        guard !plan.isOnlyWatched, let ranOutOfMemory else { return false }
        // One that ends with this message is on its way out.
        return now - ranOutOfMemory.at > Self.endingSeconds || (lines.last?.totalSteps ?? 0) > ranOutOfMemory.step
    }

    private static let endingSeconds = 2.0

    /// Whether the steps have stopped coming: nothing for far longer than the longest pause so far.
    private func isStalled(now: Double) -> Bool {
        guard let last = lines.last else { return false }
        return now - last.at > Self.patience(longestPause: longestPause)
    }

    /// Whether a training in full does nothing at all any more.
    private func isHung(now: Double) -> Bool {
        guard let quietSeconds = plan.quietSeconds else { return false }
        let patience = Self.patience(longestPause: signs.longestQuietSeconds, atLeast: quietSeconds)
        // Before its second step nobody knows how far apart they are.
        return now - signs.lastAt > max(patience, lines.count < 2 ? plan.firstStepSeconds : 0)
            || signs.isSpinning(now: now)
    }

    private static func patience(longestPause: Double, atLeast seconds: Double = 30) -> Double {
        max(seconds, 20 * longestPause)
    }
}
