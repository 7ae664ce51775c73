package import HeadroomCore
import HeadroomSystem

extension WatchDocument {
    /// What the devices and the machine do now.
    ///
    /// - Parameters:
    ///   - table: keeps what the processes had done before.
    ///   - count: how many of the busiest processes are told of.
    package init(_ sampler: Sampler, host: Host, processes table: inout ProcessTable, most count: Int) {
        let histories = sampler.histories()
        var machine = Machine(
            logicalCPUs: host.logicalCPUs,
            usableCPUs: host.usableCPUs,
            memoryBytes: host.memoryBytes
        )
        if let cpu = histories.first(where: { $0.description.kind == .cpu }) {
            machine.fill(from: cpu, now: MonotonicClock.seconds())
        }
        self.init(host: Host.name, machine: machine)
        devices = histories.map { Device($0) }
        processes = table.processes(count, on: histories)
        problems = sampler.problems.map(\.sentence)
    }
}
