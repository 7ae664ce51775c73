import CNVML
import HeadroomCore

extension ThrottleState {
    private static let reasons: [(bits: Int, signal: Signal)] = [
        (NVML_REASON_POWER_CAP, .powerThrottledSeconds),
        (NVML_REASON_SOFTWARE_HEAT | NVML_REASON_HARDWARE_HEAT, .heatThrottledSeconds),
        (NVML_REASON_HARDWARE_SLOWDOWN | NVML_REASON_POWER_BRAKE, .hardwareThrottledSeconds),
    ]

    /// Reads the throttle reasons of NVIDIA's driver, one bit each.
    mutating func read(reasons: UInt64, at now: Double, into readings: inout [Reading]) {
        var active = Set(Self.reasons.filter { reasons & UInt64($0.bits) != 0 }.map(\.signal))
        // An overheated device also reports the slowdown: its time counts once.
        if reasons & UInt64(NVML_REASON_HARDWARE_HEAT) != 0 { active.remove(.hardwareThrottledSeconds) }
        read(active: active, at: now, into: &readings)
    }
}
