/// A state that counts only once it has lasted without interruption.
struct Absence: Sendable {
    private var since: Double?

    /// Notes that the state holds at a time, in seconds; returns whether it has lasted long enough.
    mutating func lasts(_ seconds: Double, at now: Double) -> Bool {
        let start = since ?? now
        since = start
        return now - start >= seconds
    }

    /// Notes that the state does not hold.
    mutating func ends() { since = nil }
}
