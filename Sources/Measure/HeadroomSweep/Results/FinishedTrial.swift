import HeadroomTrials

/// A finished trial with its immediate conclusions.
struct FinishedTrial: Sendable {
    let result: TrialResult
    let trial: LoggedTrial
}
