import HeadroomSystem

/// Interval between checkpoints of a running measurement: some seconds, and long enough that writing takes at most a
/// twentieth of the time, whatever the size of the document.
package struct CheckpointPace: Sendable {
    private static let leastSeconds = 5.0
    /// Interval between two checkpoints, in multiples of the last one's duration.
    private static let distance = 20.0

    private var nextAt = -Double.infinity

    package init() {}

    /// Whether a checkpoint is due, at `now` in monotonic seconds.
    package func isDue(at now: Double) -> Bool { now >= nextAt }

    var isDue: Bool { isDue(at: MonotonicClock.seconds()) }

    mutating func wrote(since began: Double) { wrote(since: began, now: MonotonicClock.seconds()) }

    /// Records that the document was written, from `began` to `now`.
    package mutating func wrote(since began: Double, now: Double) {
        nextAt = now + max(Self.leastSeconds, Self.distance * (now - began))
    }
}
