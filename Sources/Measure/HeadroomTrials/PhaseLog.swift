import HeadroomCore
import HeadroomEvents

/// The epochs and evaluations that a trial has gone through, and when they began.
struct PhaseLog: Equatable, Sendable {
    /// Epochs that have ended.
    private(set) var epochs = 0
    /// Evaluations that have ended.
    private(set) var evaluations = 0
    /// Whether an evaluation is going on.
    private(set) var isEvaluating = false
    /// When the first evaluation began, in monotonic seconds.
    private(set) var firstEvaluationAt: Double?
    /// Whether the agent left batches of an epoch out.
    private(set) var isShortened = false

    mutating func hear(_ event: PhaseEvent) {
        switch event.phase {
        case .evaluation:
            firstEvaluationAt = firstEvaluationAt ?? event.at
            isEvaluating = true
        case .training:
            if isEvaluating { evaluations += 1 }
            isEvaluating = false
        }
    }

    mutating func hear(_ event: EpochEvent) {
        epochs += 1
        if event.shortened == true { isShortened = true }
    }

    /// Takes in the result of an evaluation, of a process that reports results and no phases.
    mutating func hearResult() {
        if firstEvaluationAt == nil { evaluations += 1 }
    }

    /// Takes in the end of the process, which ends what it was doing.
    mutating func end() {
        if isEvaluating { evaluations += 1 }
        isEvaluating = false
    }
}

extension TrialRecorder {
    /// The longest phase of the training that the trial went through to its end.
    var coverage: TrialDocument.Coverage {
        if phases.evaluations > 0 { return .evaluation }
        return phases.epochs > 0 || passes >= 1 ? .epoch : .steps
    }

    /// Passes over the data, by the samples seen; 0 where the size of the data is unknown.
    var passes: Double {
        guard let samples = hello?.trainingSamples, samples > 0, let first = lines.first, let last = lines.last else {
            return 0
        }
        let seen = last.totalSamples - (earlier == nil ? 0 : first.totalSamples)
        return Double(seen) / Double(samples * max(1, hello?.worldSize ?? 1))
    }

    /// Whether a trial that looks for the peak of the memory has seen all that it can wait for.
    func hasSeenPeak(afterStep count: Int, patienceSeconds: Double, now: Double) -> Bool {
        guard let reached = lines.first(where: { $0.totalSteps >= count }) else { return false }
        let waited = now - reached.at
        // An evaluation that has begun is worth waiting for.
        if phases.isEvaluating { return waited > 3 * patienceSeconds }
        if waited >= patienceSeconds { return true }
        // Allocators take more for the second evaluation than for the first: what is verified has seen both.
        if coverage == .evaluation { return phases.evaluations >= (plan.purpose == .verification ? 2 : 1) }
        // Two epochs without an evaluation between them: there is none at the end of an epoch.
        if phases.epochs >= 2 || passes >= 2 {
            // An evaluation may be due after steps, and not at the end of an epoch: a verification has some time for it.
            return plan.purpose == .probe || !reportsPhases || waited >= min(Self.stepsPatienceSeconds, patienceSeconds)
        }
        if endsEpochsSoon { return false }
        if let epochSeconds { return epochSeconds > patienceSeconds }
        // Of a process that has no word for epochs, and did not count its data, nothing more will be heard.
        return plan.purpose == .probe || !reportsPhases
    }

    private var reportsPhases: Bool { hello?.reportsPhases == true }

    private static let stepsPatienceSeconds = 15.0

    /// Whether the agent cuts epochs short: its first one ends within the batches that were asked for.
    private var endsEpochsSoon: Bool {
        guard let batches = plan.epochBatches, reportsPhases else { return false }
        return phases.isShortened || phases.epochs == 0 && lines.last?.totalSteps ?? 0 <= batches + 1
    }

    /// What an epoch takes by the steps so far; nil where the size of the data is unknown.
    private var epochSeconds: Double? {
        guard let first = lines.first, let last = lines.last, last.at > first.at, passes > 0 else { return nil }
        return (last.at - first.at) / passes
    }
}
