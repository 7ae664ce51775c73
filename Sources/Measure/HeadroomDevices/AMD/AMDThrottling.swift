import HeadroomCore

/// Throttled time of an AMD GPU, by reason.
struct AMDThrottling {
    private var state = ThrottleState()
    private var last: (at: Double, residencies: GPUMetrics.Residencies)?
    private var seconds: [Signal: Double] = [:]

    /// Throttle reasons as bits that are the same on every GPU (`SMU_THROTTLER_…_BIT` in the kernel's `amdgpu_smu.h`).
    ///
    /// Limits of electric current (bits 16 to 31) are omitted: they are neither the power limit nor heat.
    private static let reasons: [(bits: ClosedRange<UInt64>, signal: Signal)] = [
        (0...15, .powerThrottledSeconds),
        (32...45, .heatThrottledSeconds),
        // PROCHOT, an external signal.
        (46...47, .hardwareThrottledSeconds),
    ]

    mutating func read(_ limits: GPUMetrics.Limits, at now: Double, into readings: inout [Reading]) {
        switch limits {
        case .state(let bits):
            let active = Self.reasons.filter { reason in reason.bits.contains { bits >> $0 & 1 == 1 } }
            state.read(active: Set(active.map(\.signal)), at: now, into: &readings)
        case .residencies(let residencies):
            add(residencies, at: now)
            for signal in ThrottleState.signals {
                readings.append(Reading(signal, at: now, value: seconds[signal, default: 0]))
            }
        }
    }

    /// Adds the throttled time since the last reading: the cycles of a reason divided by all cycles.
    private mutating func add(_ new: GPUMetrics.Residencies, at now: Double) {
        guard let (lastAt, old) = last else {
            last = (now, new)
            return
        }
        let cycles = Self.rise(old.counter, new.counter)
        // The firmware updates its counter about every tenth of a second: until then the time is unknown.
        guard cycles > 0 else {
            if new.counter != old.counter { last = (now, new) }
            return
        }
        last = (now, new)
        func add(_ rise: Double, _ signal: Signal) {
            seconds[signal, default: 0] += min(1, rise / cycles) * (now - lastAt)
        }
        if let before = old.outside, let after = new.outside {
            add(Self.rise(before, after), .hardwareThrottledSeconds)
        }
        if let before = old.power, let after = new.power { add(Self.rise(before, after), .powerThrottledSeconds) }
        // Several parts may be hot at once: the longest time is a lower bound.
        if old.heat.count == new.heat.count, let rise = zip(old.heat, new.heat).map(Self.rise).max() {
            add(rise, .heatThrottledSeconds)
        }
    }

    /// Increase of a 32-bit counter that wraps; 0 for a counter that was reset.
    private static func rise(_ before: UInt32, _ after: UInt32) -> Double {
        let rise = after &- before
        return rise < 1 << 31 ? Double(rise) : 0
    }
}
