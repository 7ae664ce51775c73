/// Lines on the event socket that are not events, or have implausible values.
struct RejectedLines: Equatable, Sendable {
    private(set) var count = 0
    /// Reason for rejecting the first of them, where it is known.
    private(set) var firstReason: String?

    mutating func add(_ reason: String?) {
        count += 1
        firstReason = firstReason ?? reason
    }

    /// Reason in parentheses, for the end of a sentence; empty where it is unknown.
    var explanation: String { firstReason.map { " (the first: \($0))" } ?? "" }
}
