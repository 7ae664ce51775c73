import CNVML
import HeadroomCore

/// Utilization samples from the driver's buffer: finer than its current value, and complete at any reading interval.
struct NVMLSamples {
    private var buffer = [nvml_sample](repeating: nvml_sample(), count: 256)
    /// Driver's time of the last sample, in microseconds of the wall clock.
    private var lastSeen: UInt64 = 0
    /// A period is the distance of two samples, and at most the maximum in the documentation.
    private static let longestPeriodSeconds = 1.0

    /// Appends the samples since the last call.
    ///
    /// - Parameter wallOffsetSeconds: offset of the wall clock from the monotonic clock.
    /// - Returns: the library's refusal; nil also if there are no new samples.
    mutating func read(
        _ library: NVMLLibrary,
        _ device: nvml_device,
        at now: Double,
        wallOffsetSeconds: Double,
        into readings: inout [Reading]
    ) -> NVMLRefusal? {
        guard let call = library.functions.samples else { return NVMLRefusal(status: NVML_FUNCTION_NOT_FOUND.status) }
        var type: Int32 = 0
        var count = UInt32(buffer.count)
        let status = call(device, Int32(NVML_UTILIZATION_SAMPLES), lastSeen, &type, &count, &buffer)
        if status == NVML_NOT_FOUND.status {
            // After a wall clock was set back, the driver would return nothing until it caught up.
            if Double(lastSeen) * 1e-6 > now + wallOffsetSeconds + 1 { lastSeen = 0 }
            return nil
        }
        guard status == NVML_OK.status else { return NVMLRefusal(status: status) }
        for sample in buffer.prefix(Int(count)) where sample.timestamp > lastSeen {
            let apart = Double(sample.timestamp - lastSeen) * 1e-6
            let isFirst = lastSeen == 0
            lastSeen = sample.timestamp
            let percent = Int(type) == NVML_DOUBLE ? sample.value.d : Double(sample.value.u)
            let at = Double(sample.timestamp) * 1e-6 - wallOffsetSeconds
            // If the clock jumped between the sample and now, the time of the sample is unknown.
            guard (0...100).contains(percent), at <= now + 0.05, at > now - 30, !isFirst else { continue }
            let period = min(apart, Self.longestPeriodSeconds)
            readings.append(Reading(.utilization, at: at, value: percent / 100, periodSeconds: period))
        }
        return nil
    }
}
