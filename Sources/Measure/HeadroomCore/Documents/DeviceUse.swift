package import HeadroomSchema

/// Use of one device during a stretch of time: a trial's measured window.
package struct DeviceUse: Codable, Equatable, Sendable {
    package var id: String
    package var kind: DeviceDescription.Kind
    package var name: String
    /// Utilization as reported by the driver: the share of time in which any kernel ran.
    @Nullable package var utilization: Distribution?
    @Nullable package var memoryActivity: Distribution?
    @Nullable package var smActivity: Distribution?
    @Nullable package var smOccupancy: Distribution?
    @Nullable package var tensorActivity: Distribution?
    @Nullable package var memoryBandwidthUtilization: Distribution?
    @Nullable package var memoryBytes: Int?
    @Nullable package var peakMemoryBytes: Int?
    @Nullable package var energyJoules: Double?
    @Nullable package var averagePowerWatts: Double?
    @Nullable package var powerLimitWatts: Double?
    @Nullable package var clockHertz: Double?
    @Nullable package var greatestClockHertz: Double?
    @Nullable package var highestTemperatureCelsius: Double?
    /// The share of the time during which the clock was held down to stay below the power limit.
    @Nullable package var powerThrottledRatio: Double?
    @Nullable package var heatThrottledRatio: Double?
    @Nullable package var hardwareThrottledRatio: Double?
    @Nullable package var sentBytesPerSecond: Double?
    @Nullable package var receivedBytesPerSecond: Double?
    /// Other processes on the device; null where they cannot be seen.
    @Nullable package var otherProcesses: [DeviceProcess]?
    /// Reasons for null figures, where there is one to report.
    package var absent: [String: String]

    /// - Parameters:
    ///   - window: monotonic seconds.
    ///   - ownProcess: whether a process belongs to the training.
    package init(_ history: DeviceHistory, in window: ClosedRange<Double>, ownProcess: (DeviceProcess) -> Bool) {
        let description = history.description
        func rate(_ signal: Signal) -> Double? { history.share(of: signal, in: window) }
        id = description.id
        kind = description.kind
        name = description.name
        absent = description.absent
        utilization = history.distribution(of: .utilization, in: window)
        memoryActivity = history.distribution(of: .memoryActivity, in: window)
        smActivity = history.distribution(of: .smActivity, in: window)
        smOccupancy = history.distribution(of: .smOccupancy, in: window)
        tensorActivity = history.distribution(of: .tensorActivity, in: window)
        memoryBandwidthUtilization = history.distribution(of: .memoryBandwidthUtilization, in: window)
        memoryBytes = description.memoryBytes
        peakMemoryBytes = history.highest(.memoryUsedBytes, in: window).map { $0.nearestInteger }
        energyJoules = history.energyJoules(in: window)
        averagePowerWatts = history.powerWatts(in: window)
        powerLimitWatts = description.powerLimitWatts
        clockHertz = history.distribution(of: .clockHertz, in: window)?.mean
        greatestClockHertz = description.greatestClockHertz
        highestTemperatureCelsius = history.highest(.temperatureCelsius, in: window)
        powerThrottledRatio = rate(.powerThrottledSeconds)
        heatThrottledRatio = rate(.heatThrottledSeconds)
        hardwareThrottledRatio = rate(.hardwareThrottledSeconds)
        sentBytesPerSecond = rate(.sentBytes)
        receivedBytesPerSecond = rate(.receivedBytes)
        otherProcesses = history.processes?.filter { !ownProcess($0) }
    }
}

/// Use of the host during a stretch of time, by all its programs together.
package struct HostUse: Codable, Equatable, Sendable {
    /// Mean number of busy CPUs.
    @Nullable package var busyCPUs: Double?
    /// Share of the time in which some thread was runnable without a CPU.
    @Nullable package var cpuPressureRatio: Double?
    /// Share of the time in which some thread waited for memory.
    @Nullable package var memoryPressureRatio: Double?
    /// Share of the time in which some thread waited for a disk.
    @Nullable package var diskPressureRatio: Double?
    /// CPU time lost to the control group's quota, as a number of CPUs.
    @Nullable package var quotaThrottledCPUs: Double?
    @Nullable package var outOfMemoryKills: Int?
    @Nullable package var diskReadBytesPerSecond: Double?
    @Nullable package var diskWrittenBytesPerSecond: Double?
    @Nullable package var networkReceivedBytesPerSecond: Double?
    @Nullable package var networkSentBytesPerSecond: Double?

    package init(_ machine: DeviceHistory, in window: ClosedRange<Double>) {
        func rate(_ signal: Signal) -> Double? { machine.share(of: signal, in: window) }
        busyCPUs = rate(.busySeconds)
        cpuPressureRatio = rate(.cpuPressureSeconds)
        memoryPressureRatio = rate(.memoryPressureSeconds)
        diskPressureRatio = rate(.diskPressureSeconds)
        quotaThrottledCPUs = rate(.quotaThrottledSeconds)
        outOfMemoryKills = machine.rise(of: .outOfMemoryKills, in: window).map { $0.nearestInteger }
        diskReadBytesPerSecond = rate(.diskReadBytes)
        diskWrittenBytesPerSecond = rate(.diskWrittenBytes)
        networkReceivedBytesPerSecond = rate(.networkReceivedBytes)
        networkSentBytesPerSecond = rate(.networkSentBytes)
    }
}
