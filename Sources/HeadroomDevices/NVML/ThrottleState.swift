import CNVML
import HeadroomCore

/// Adds up the time that a clock was held down, by reason, from looks at the present state.
struct ThrottleState {
    private var last: (at: Double, reasons: UInt64)?
    private var seconds: [Signal: Double] = [:]

    private static let reasons: [(bits: Int, signal: Signal)] = [
        (NVML_REASON_POWER_CAP, .powerThrottledSeconds),
        (NVML_REASON_SOFTWARE_HEAT | NVML_REASON_HARDWARE_HEAT, .heatThrottledSeconds),
        (NVML_REASON_HARDWARE_SLOWDOWN | NVML_REASON_POWER_BRAKE, .hardwareThrottledSeconds),
    ]

    static var signals: [Signal] { reasons.map(\.signal) }

    mutating func read(reasons: UInt64, at now: Double, into readings: inout [Reading]) {
        defer { last = (now, reasons) }
        for (bits, signal) in Self.reasons {
            // A device that got too hot also reports the slowdown: one time is not counted twice.
            let isHot = signal == .hardwareThrottledSeconds && reasons & UInt64(NVML_REASON_HARDWARE_HEAT) != 0
            if let last, reasons & UInt64(bits) != 0, !isHot { seconds[signal, default: 0] += now - last.at }
            readings.append(Reading(signal, at: now, value: seconds[signal, default: 0]))
        }
    }
}
