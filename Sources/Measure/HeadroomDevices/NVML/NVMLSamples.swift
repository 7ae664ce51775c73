import CNVML
import HeadroomCore

/// The driver's own record of a device's utilization: finer than what it answers when asked how it is now, and complete,
/// however seldom it is read.
struct NVMLSamples {
    private var buffer = [nvml_sample](repeating: nvml_sample(), count: 256)
    /// The driver's time of the last sample, in microseconds of the wall clock.
    private var lastSeen: UInt64 = 0
    /// Periods are as long as the driver's samples are apart, and at most what the documentation says.
    private static let longestPeriodSeconds = 1.0

    /// Appends the samples since the last call.
    ///
    /// - Parameter wallOffsetSeconds: the wall clock less the monotonic clock.
    /// - Returns: the library's refusal; nil also where there is nothing new.
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
            // A wall clock that was set back would have the driver wait for it to catch up.
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
            // Where the clock jumped between the driver's note and now, nobody knows when this was.
            guard (0...100).contains(percent), at <= now + 0.05, at > now - 30, !isFirst else { continue }
            let period = min(apart, Self.longestPeriodSeconds)
            readings.append(Reading(.utilization, at: at, value: percent / 100, periodSeconds: period))
        }
        return nil
    }
}
