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

    /// Takes in the result of an evaluation, of a process that reports results and no phases.
    mutating func recordResult() {
        if firstEvaluationAt == nil { evaluations += 1 }
    }

    /// Takes in the end of the process, which ends what it was doing.
    mutating func end() {
        if isEvaluating { evaluations += 1 }
        isEvaluating = false
    }
}
