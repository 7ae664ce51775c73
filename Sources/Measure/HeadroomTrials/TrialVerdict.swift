/// Why Headroom ends a running trial; the raw values are those of recordings.
enum TrialVerdict: String, Codable, Equatable, Sendable {
    /// It has shown what it was made for.
    case goalReached = "precise"
    /// Its time is up.
    case limit
    /// It reports nothing any more, or never did.
    case timedOut
    /// It does not do what it was asked (``TrialViolation``).
    case violated
    /// Its user, or the budget of the measurement, stops it.
    case stopped
    /// The training cannot win any more.
    case cannotWin = "hopeless"
    /// It got no memory, and goes on all the same.
    case outOfMemory
}
