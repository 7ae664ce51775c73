/// Lines on the event socket that are no events, or that cannot be true.
struct RejectedLines: Equatable, Sendable {
    private(set) var count = 0
    /// What was wrong with the first of them, where that is known.
    private(set) var firstReason: String?

    mutating func add(_ reason: String?) {
        count += 1
        firstReason = firstReason ?? reason
    }

    /// The reason in parentheses, for the end of a sentence; empty where it is not known.
    var explanation: String { firstReason.map { " (the first: \($0))" } ?? "" }
}
