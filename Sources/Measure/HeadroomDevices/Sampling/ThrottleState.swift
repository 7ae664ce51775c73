import HeadroomCore

/// Sums the throttled time by reason, from readings of the current state.
struct ThrottleState {
    /// Throttle reasons that are distinguished.
    static let signals: [Signal] = [.powerThrottledSeconds, .heatThrottledSeconds, .hardwareThrottledSeconds]

    private var lastAt: Double?
    private var seconds: [Signal: Double] = [:]

    /// - Parameter active: current throttle reasons.
    mutating func read(active: Set<Signal>, at now: Double, into readings: inout [Reading]) {
        for signal in Self.signals {
            if let lastAt, active.contains(signal) { seconds[signal, default: 0] += now - lastAt }
            readings.append(Reading(signal, at: now, value: seconds[signal, default: 0]))
        }
        lastAt = now
    }
}
