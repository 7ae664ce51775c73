import HeadroomCore
import HeadroomEvents

/// Whether a trial that looks for the peak of the memory has seen all that it can wait for: its steps, an epoch, and an
/// evaluation.
struct PeakSearch {
    let trial: TrialRecorder
    /// The steps that it takes in any case.
    let steps: Int
    /// How long it waits for more.
    let patienceSeconds: Double

    func isOver(now: Double) -> Bool {
        let phases = trial.phases
        guard let reached = trial.steps.lines.first(where: { $0.totalSteps >= steps }) else { return false }
        let waited = now - reached.at
        // An evaluation that has begun is worth waiting for.
        if phases.isEvaluating { return waited > 3 * patienceSeconds }
        if waited >= patienceSeconds { return true }
        // Allocators take more for the second evaluation than for the first: what is verified has seen both.
        if trial.coverage == .evaluation {
            return phases.evaluations >= (trial.plan.purpose == .verification ? 2 : 1)
        }
        // Two epochs without an evaluation between them: there is none at the end of an epoch.
        if phases.epochs >= 2 || trial.passes >= 2 {
            // An evaluation may be due after steps, and not at the end of an epoch: a verification has some time for it.
            return isProbe || !reportsPhases || waited >= min(Self.stepsPatienceSeconds, patienceSeconds)
        }
        if endsEpochsSoon { return false }
        if let epochSeconds { return epochSeconds > patienceSeconds }
        // Of a process that has no word for epochs, and did not count its data, nothing more will be heard.
        return isProbe || !reportsPhases
    }

    private static let stepsPatienceSeconds = 15.0

    private var isProbe: Bool { trial.plan.purpose == .probe }
    private var reportsPhases: Bool { trial.hello?.reportsPhases == true }

    /// Whether the agent cuts epochs short: its first one ends within the batches that were asked for.
    private var endsEpochsSoon: Bool {
        guard let batches = trial.plan.epochBatches, reportsPhases else { return false }
        return trial.phases.isShortened || trial.phases.epochs == 0 && trial.steps.totalSteps <= batches + 1
    }

    /// The time of an epoch by the steps so far; nil where the size of the data is unknown.
    private var epochSeconds: Double? {
        guard let first = trial.steps.lines.first, let last = trial.steps.lines.last, last.at > first.at,
            trial.passes > 0
        else { return nil }
        return (last.at - first.at) / trial.passes
    }
}
