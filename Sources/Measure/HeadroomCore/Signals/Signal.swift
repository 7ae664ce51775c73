/// Something that can be read of a device or of the machine, again and again.
package enum Signal: String, Codable, CaseIterable, CodingKeyRepresentable, Sendable {
    // MARK: What a device does

    /// The share of time during which anything ran on the device; the driver's own figure.
    case utilization
    /// The share of time during which the device's memory was read or written.
    case memoryActivity
    /// The share of the multiprocessors that had work, on average over them and over time.
    case smActivity
    /// Warps on the multiprocessors over the most that there could be.
    case smOccupancy
    /// The share of time during which the tensor cores worked.
    case tensorActivity
    /// The device's memory traffic over the most that it can have.
    case memoryBandwidthUtilization

    case memoryUsedBytes
    /// What the driver keeps for itself.
    case memoryReservedBytes
    /// What programs may still take.
    case memoryAvailableBytes

    /// Power as an average over the counter's period.
    case powerWatts
    case instantPowerWatts
    case energyJoules
    case clockHertz
    case memoryClockHertz
    case temperatureCelsius

    /// Time with a clock that was held down to stay below the power limit.
    case powerThrottledSeconds
    /// Time with a clock that was held down because of heat.
    case heatThrottledSeconds
    /// Time with a clock that was held down by something outside the device, as a failing power supply.
    case hardwareThrottledSeconds

    case sentBytes
    case receivedBytes

    // MARK: What the machine does

    /// Processor time of all programs.
    case busySeconds
    /// Time during which a runnable thread waited for a CPU, memory or a disk (pressure stall information, "some").
    case cpuPressureSeconds, memoryPressureSeconds, diskPressureSeconds
    /// Time during which a control group's quota held its threads back.
    case quotaThrottledSeconds
    /// Processes that the kernel killed for want of memory.
    case outOfMemoryKills
    case diskReadBytes, diskWrittenBytes
    case networkReceivedBytes, networkSentBytes

    /// Whether a reading is a state, or the sum of everything since the counter began.
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
    /// Whether it is one of the machine, and not of a device in it.
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
    /// How long before its time the reading covers, in seconds; 0 for a state or a counter.
    package var periodSeconds: Double

    package init(_ signal: Signal, at: Double, value: Double, periodSeconds: Double = 0) {
        self.signal = signal
        self.at = at
        self.value = value
        self.periodSeconds = periodSeconds
    }
}
