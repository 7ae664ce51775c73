import HeadroomCore

/// How long the clock of an AMD GPU was held down, by reason.
struct AMDThrottling {
    private var state = ThrottleState()
    private var last: (at: Double, residencies: GPUMetrics.Residencies)?
    private var seconds: [Signal: Double] = [:]

    /// The reasons as bits that mean the same on every GPU (`SMU_THROTTLER_…_BIT` in the kernel's `amdgpu_smu.h`).
    ///
    /// Those for limits of current (bits 16 to 31) are none of ours: they are neither the power limit nor heat.
    private static let reasons: [(bits: ClosedRange<UInt64>, signal: Signal)] = [
        (0...15, .powerThrottledSeconds),
        (32...45, .heatThrottledSeconds),
        // PROCHOT, a signal from outside the chip.
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

    /// Adds what happened since the last look: the cycles during which a reason held over all that went by.
    private mutating func add(_ new: GPUMetrics.Residencies, at now: Double) {
        guard let (lastAt, old) = last else {
            last = (now, new)
            return
        }
        let cycles = Self.rise(old.counter, new.counter)
        // The firmware counts in steps of a tenth of a second or so: without a step the time is still open.
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
        // Several parts may be hot at the same time: that of the longest is sure.
        if old.heat.count == new.heat.count, let rise = zip(old.heat, new.heat).map(Self.rise).max() {
            add(rise, .heatThrottledSeconds)
        }
    }

    /// How far a counter of 32 bits went on, which begins again at 0; 0 for one that went back.
    private static func rise(_ before: UInt32, _ after: UInt32) -> Double {
        let rise = after &- before
        return rise < 1 << 31 ? Double(rise) : 0
    }
}
