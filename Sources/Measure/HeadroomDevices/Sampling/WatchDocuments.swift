package import HeadroomCore
import HeadroomSystem

extension WatchDocument {
    /// What the devices and the machine do now.
    ///
    /// - Parameters:
    ///   - table: keeps what the processes had done before; nil where the devices are none of this machine, so that those
    ///     are told of alone which are on them.
    ///   - count: how many of the busiest processes are told of.
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

    /// Who is on the devices, by what their drivers say alone.
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
