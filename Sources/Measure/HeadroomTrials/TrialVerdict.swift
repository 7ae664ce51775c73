/// Reason why Headroom ends a running trial.
enum TrialVerdict: String, Codable, Equatable, Sendable {
    /// It has reached its goal.
    case precise
    /// It has reached its time limit.
    case limit
    /// It stopped reporting, or never did.
    case timedOut
    /// It violates a requirement (``TrialViolation``).
    case violated
    /// The user, or the budget of the measurement, stops it.
    case stopped
    /// The training can no longer win.
    case hopeless
    /// It ran out of memory, and continues anyway.
    case outOfMemory
}
