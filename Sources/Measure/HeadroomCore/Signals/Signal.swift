/// A quantity of a device or of the host that is read repeatedly.
package enum Signal: String, Codable, CaseIterable, CodingKeyRepresentable, Sendable {
    // MARK: Signals of a device

    /// Share of time in which any kernel ran on the device, as reported by the driver.
    case utilization
    /// Share of time in which the device's memory was read or written.
    case memoryActivity
    /// Share of the multiprocessors with work, averaged over them and over time.
    case smActivity
    /// Warps on the multiprocessors, relative to the maximum.
    case smOccupancy
    /// Share of time in which the tensor cores worked.
    case tensorActivity
    /// Memory traffic of the device, relative to the maximum.
    case memoryBandwidthUtilization

    case memoryUsedBytes
    /// Memory reserved by the driver.
    case memoryReservedBytes
    /// Memory available to programs.
    case memoryAvailableBytes

    /// Power, averaged over the counter's period.
    case powerWatts
    case instantPowerWatts
    case energyJoules
    case clockHertz
    case memoryClockHertz
    case temperatureCelsius

    /// Time with a clock lowered to stay below the power limit.
    case powerThrottledSeconds
    /// Time with a clock lowered because of heat.
    case heatThrottledSeconds
    /// Time with a clock lowered by something outside the device, such as a failing power supply.
    case hardwareThrottledSeconds

    case sentBytes
    case receivedBytes

    // MARK: Signals of the host

    /// CPU time of all programs.
    case busySeconds
    /// Time in which a runnable thread waited for a CPU, memory or a disk (pressure stall information, "some").
    case cpuPressureSeconds, memoryPressureSeconds, diskPressureSeconds
    /// Time in which a control group's quota stopped its threads.
    case quotaThrottledSeconds
    /// Number of processes killed by the kernel for lack of memory.
    case outOfMemoryKills
    case diskReadBytes, diskWrittenBytes
    case networkReceivedBytes, networkSentBytes

    /// Whether a reading is a sum since the counter began, rather than a state.
    package var isCounter: Bool {
        switch self {
        case .energyJoules, .powerThrottledSeconds, .heatThrottledSeconds, .hardwareThrottledSeconds, .sentBytes,
            .receivedBytes, .busySeconds, .cpuPressureSeconds, .memoryPressureSeconds, .diskPressureSeconds,
            .quotaThrottledSeconds, .outOfMemoryKills, .diskReadBytes, .diskWrittenBytes, .networkReceivedBytes,
            .networkSentBytes:
            true
        default: false
        }
    }
}

extension Signal {
    /// Whether the signal belongs to the host rather than a device.
    package var isOfTheMachine: Bool {
        switch self {
        case .busySeconds, .cpuPressureSeconds, .memoryPressureSeconds, .diskPressureSeconds, .quotaThrottledSeconds,
            .outOfMemoryKills, .diskReadBytes, .diskWrittenBytes, .networkReceivedBytes, .networkSentBytes,
            .memoryAvailableBytes:
            true
        default: false
        }
    }
}

/// One reading of a signal.
package struct Reading: Equatable, Sendable {
    package var signal: Signal
    /// Monotonic time in seconds.
    package var at: Double
    package var value: Double
    /// Period that the reading covers up to its time, in seconds; 0 for a state or a counter.
    package var periodSeconds: Double

    package init(_ signal: Signal, at: Double, value: Double, periodSeconds: Double = 0) {
        self.signal = signal
        self.at = at
        self.value = value
        self.periodSeconds = periodSeconds
    }
}
