import HeadroomTrials

/// A trial that has ended, with what was concluded of it at once.
struct FinishedTrial: Sendable {
    let result: TrialResult
    let trial: LoggedTrial
}
