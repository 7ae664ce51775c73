package import HeadroomSchema

/// Current use of the devices and the machine, and the processes that cause it.
package struct WatchDocument: Codable, Equatable, Sendable {
    package static let currentSchema = "headroom.watch/1"

    package var schema = WatchDocument.currentSchema
    package var host: String
    package var machine: Machine
    package var devices: [Device] = []
    /// The busiest processes, and all processes on a device.
    package var processes: [Process] = []
    /// Unreadable parts of the machine, and their remedies.
    package var problems: [String] = []

    package init(host: String, machine: Machine) {
        self.host = host
        self.machine = machine
    }

    package struct Machine: Codable, Equatable, Sendable {
        package var logicalCPUs: Int
        package var usableCPUs: Double
        package var memoryBytes: Int
        @Nullable package var busyCPUs: Double?
        @Nullable package var memoryAvailableBytes: Int?
        /// Share of the time in which some thread was runnable without a CPU.
        @Nullable package var cpuPressureRatio: Double?
        @Nullable package var diskReadBytesPerSecond: Double?
        @Nullable package var diskWrittenBytesPerSecond: Double?
        @Nullable package var networkReceivedBytesPerSecond: Double?
        @Nullable package var networkSentBytesPerSecond: Double?
        @Nullable package var powerWatts: Double?

        package init(logicalCPUs: Int, usableCPUs: Double, memoryBytes: Int) {
            self.logicalCPUs = logicalCPUs
            self.usableCPUs = usableCPUs
            self.memoryBytes = memoryBytes
        }
    }

    package struct Device: Codable, Equatable, Sendable {
        package var id: String
        package var kind: DeviceDescription.Kind
        package var name: String
        @Nullable package var index: Int?
        @Nullable package var utilization: Double?
        @Nullable package var smActivity: Double?
        @Nullable package var smOccupancy: Double?
        @Nullable package var tensorActivity: Double?
        @Nullable package var memoryBandwidthUtilization: Double?
        @Nullable package var memoryUsedBytes: Int?
        @Nullable package var memoryBytes: Int?
        @Nullable package var powerWatts: Double?
        @Nullable package var powerLimitWatts: Double?
        @Nullable package var clockHertz: Double?
        @Nullable package var temperatureCelsius: Double?
        /// Processes on the device; null where they cannot be seen.
        @Nullable package var processes: [DeviceProcess]?
        /// Reasons for null figures, where there is one to report.
        package var absent: [String: String]

        package init(_ history: DeviceHistory) {
            let description = history.description
            id = description.id
            kind = description.kind
            name = description.name
            absent = description.absent
            index = description.index
            utilization = history.latest(.utilization)
            smActivity = history.latest(.smActivity)
            smOccupancy = history.latest(.smOccupancy)
            tensorActivity = history.latest(.tensorActivity)
            memoryBandwidthUtilization = history.latest(.memoryBandwidthUtilization)
            memoryUsedBytes = history.latest(.memoryUsedBytes).map { $0.nearestInteger }
            memoryBytes = description.memoryBytes
            powerWatts =
                history.latest(.instantPowerWatts) ?? history.latest(.powerWatts)
                ?? history.rates(of: .energyJoules).last?.value
            powerLimitWatts = description.powerLimitWatts
            clockHertz = history.latest(.clockHertz)
            temperatureCelsius = history.latest(.temperatureCelsius)
            processes = history.processes
        }
    }

    package struct Process: Codable, Equatable, Sendable {
        package var processId: Int
        package var name: String
        @Nullable package var user: String?
        /// CPU time since the last reading, as a number of CPUs.
        package var busyCPUs: Double
        package var memoryBytes: Int
        /// Device memory of the process.
        @Nullable package var deviceMemoryBytes: Int?
        /// Whether Headroom started the process.
        package var isTrial: Bool

        package init(
            processId: Int,
            name: String,
            user: String?,
            busyCPUs: Double,
            memoryBytes: Int,
            deviceMemoryBytes: Int?,
            isTrial: Bool
        ) {
            self.processId = processId
            self.name = name
            self.busyCPUs = busyCPUs
            self.memoryBytes = memoryBytes
            self.isTrial = isTrial
            self.user = user
            self.deviceMemoryBytes = deviceMemoryBytes
        }
    }
}

extension WatchDocument.Machine {
    /// Records the recent use of the machine.
    ///
    /// - Parameter seconds: the time over which rates are computed, up to now.
    package mutating func fill(from machine: DeviceHistory, now: Double, seconds: Double = 3) {
        func rate(_ signal: Signal) -> Double? {
            let rates = machine.rates(of: signal).filter { $0.at >= now - seconds }
            return rates.isEmpty ? nil : max(0, rates.map(\.value).reduce(0, +) / Double(rates.count))
        }
        busyCPUs = rate(.busySeconds)
        memoryAvailableBytes = machine.latest(.memoryAvailableBytes).map { $0.nearestInteger }
        cpuPressureRatio = rate(.cpuPressureSeconds).map { min(1, $0) }
        diskReadBytesPerSecond = rate(.diskReadBytes)
        diskWrittenBytesPerSecond = rate(.diskWrittenBytes)
        networkReceivedBytesPerSecond = rate(.networkReceivedBytes)
        networkSentBytesPerSecond = rate(.networkSentBytes)
        powerWatts = rate(.energyJoules)
    }
}
