import HeadroomCore
import HeadroomEvents

/// Epochs and evaluations of a trial, with their start times.
struct PhaseLog: Equatable, Sendable {
    /// Number of completed epochs.
    private(set) var epochs = 0
    /// Number of completed evaluations.
    private(set) var evaluations = 0
    /// Whether an evaluation is in progress.
    private(set) var isEvaluating = false
    /// Start of the first evaluation, in monotonic seconds.
    private(set) var firstEvaluationAt: Double?
    /// Whether the agent skipped batches of an epoch.
    private(set) var isShortened = false

    mutating func record(_ event: PhaseEvent) {
        switch event.phase {
        case .evaluation:
            firstEvaluationAt = firstEvaluationAt ?? event.at
            isEvaluating = true
        case .training:
            if isEvaluating { evaluations += 1 }
            isEvaluating = false
        }
    }

    mutating func record(_ event: EpochEvent) {
        epochs += 1
        if event.shortened == true { isShortened = true }
    }

    /// Records an evaluation result of a process that reports results but not phases.
    mutating func recordResult() {
        if firstEvaluationAt == nil { evaluations += 1 }
    }

    /// Records the end of the process, which ends its current phase.
    mutating func end() {
        if isEvaluating { evaluations += 1 }
        isEvaluating = false
    }
}
