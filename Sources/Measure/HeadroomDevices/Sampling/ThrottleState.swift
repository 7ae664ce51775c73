import HeadroomCore

/// Adds up the time that a clock was held down, by reason, from looks at the present state.
struct ThrottleState {
    /// The reasons that are told apart.
    static let signals: [Signal] = [.powerThrottledSeconds, .heatThrottledSeconds, .hardwareThrottledSeconds]

    private var lastAt: Double?
    private var seconds: [Signal: Double] = [:]

    /// - Parameter active: the reasons for which the clock is held down now.
    mutating func read(active: Set<Signal>, at now: Double, into readings: inout [Reading]) {
        for signal in Self.signals {
            if let lastAt, active.contains(signal) { seconds[signal, default: 0] += now - lastAt }
            readings.append(Reading(signal, at: now, value: seconds[signal, default: 0]))
        }
        lastAt = now
    }
}
