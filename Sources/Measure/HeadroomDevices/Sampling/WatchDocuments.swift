package import HeadroomCore
import HeadroomSystem

extension WatchDocument {
    /// Current readings of the devices and the machine.
    ///
    /// - Parameters:
    ///   - table: previous readings of the processes; nil if the devices are not of this machine, so that only
    ///     processes on devices are included.
    ///   - count: number of the busiest processes to include.
    package init(
        _ sampler: Sampler,
        name: String,
        machine: Machine,
        processes table: inout ProcessTable?,
        most count: Int
    ) {
        let histories = sampler.histories()
        var machine = machine
        if let cpu = histories.first(where: { $0.description.kind == .cpu }) {
            machine.fill(from: cpu, now: MonotonicClock.seconds())
        }
        self.init(host: name, machine: machine)
        devices = histories.map { Device($0) }
        processes = table?.processes(count, on: histories) ?? Self.processes(on: histories)
        problems = sampler.problems.map(\.sentence)
    }

    /// Processes on the devices, as reported by their drivers.
    private static func processes(on histories: [DeviceHistory]) -> [Process] {
        histories.flatMap { $0.processes ?? [] }.map { process in
            Process(
                processId: process.processId,
                name: process.name ?? "?",
                user: process.user,
                busyCPUs: 0,
                memoryBytes: 0,
                deviceMemoryBytes: process.memoryBytes,
                isTrial: false
            )
        }
    }
}

extension WatchDocument.Machine {
    package init(_ host: Host) {
        self.init(logicalCPUs: host.logicalCPUs, usableCPUs: host.usableCPUs, memoryBytes: host.memoryBytes)
    }
}
