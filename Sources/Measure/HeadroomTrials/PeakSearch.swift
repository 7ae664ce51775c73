import HeadroomCore
import HeadroomEvents

/// Decides whether a trial for the peak memory has covered all that it waits for: its steps, an epoch, and an
/// evaluation.
struct PeakSearch {
    let trial: TrialRecorder
    /// Minimum number of steps.
    let steps: Int
    /// Maximum time to wait for more, in seconds.
    let patienceSeconds: Double

    func isOver(now: Double) -> Bool {
        let phases = trial.phases
        guard let reached = trial.steps.lines.first(where: { $0.totalSteps >= steps }) else { return false }
        let waited = now - reached.at
        // Wait for an evaluation that has begun.
        if phases.isEvaluating { return waited > 3 * patienceSeconds }
        if waited >= patienceSeconds { return true }
        // Allocators take more memory for the second evaluation than for the first: a verification covers both.
        if trial.coverage == .evaluation {
            return phases.evaluations >= (trial.plan.purpose == .verification ? 2 : 1)
        }
        // Two epochs without an evaluation between them: there is none at the end of an epoch.
        if phases.epochs >= 2 || trial.passes >= 2 {
            // An evaluation may be due after steps instead of an epoch: a verification waits some time for it.
            return isProbe || !reportsPhases || waited >= min(Self.stepsPatienceSeconds, patienceSeconds)
        }
        if endsEpochsSoon { return false }
        if let epochSeconds { return epochSeconds > patienceSeconds }
        // A process that does not report epochs, and did not count its data, will not report anything else.
        return isProbe || !reportsPhases
    }

    private static let stepsPatienceSeconds = 15.0

    private var isProbe: Bool { trial.plan.purpose == .probe }
    private var reportsPhases: Bool { trial.hello?.reportsPhases == true }

    /// Whether the agent shortens epochs: the first one ends within the requested number of batches.
    private var endsEpochsSoon: Bool {
        guard let batches = trial.plan.epochBatches, reportsPhases else { return false }
        return trial.phases.isShortened || trial.phases.epochs == 0 && trial.steps.totalSteps <= batches + 1
    }

    /// Estimated time of an epoch from the steps so far, in seconds; nil where the size of the data is unknown.
    private var epochSeconds: Double? {
        guard let first = trial.steps.lines.first, let last = trial.steps.lines.last, last.at > first.at,
            trial.passes > 0
        else { return nil }
        return (last.at - first.at) / trial.passes
    }
}
