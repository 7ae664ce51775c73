import HeadroomSystem

/// How often a measurement that goes on is written down: every few seconds, and seldom enough that writing takes no more
/// than a twentieth of the time, however large the document has grown.
package struct CheckpointPace: Sendable {
    private static let leastSeconds = 5.0
    /// The time between two, in multiples of what the last one took.
    private static let distance = 20.0

    private var nextAt = -Double.infinity

    package init() {}

    /// Whether it is time, at `now` in monotonic seconds.
    package func isDue(at now: Double) -> Bool { now >= nextAt }

    var isDue: Bool { isDue(at: MonotonicClock.seconds()) }

    mutating func wrote(since began: Double) { wrote(since: began, now: MonotonicClock.seconds()) }

    /// Takes in that the document was written, from `began` to `now`.
    package mutating func wrote(since began: Double, now: Double) {
        nextAt = now + max(Self.leastSeconds, Self.distance * (now - began))
    }
}
