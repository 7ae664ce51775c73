import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomCore
import HeadroomDevices
import HeadroomTrials

/// Source of the devices: this machine, or a recording.
struct ReplayOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Replay the device readings of a recording by --record.", valueName: "file"))
    var replay: String?

    func devices() throws -> WatchedDevices {
        guard let replay else { return WatchedDevices(host: Host.current()) }
        guard let data = FileManager.default.contents(atPath: replay) else {
            throw CommandFailure("there is no recording \(replay)")
        }
        let devices = try RecordedRun.devices(in: data, name: replay)
        return WatchedDevices(devices.lines, machine: devices.machine)
    }
}

/// Devices with their machine.
struct WatchedDevices {
    let sampler: Sampler
    private let name: String
    private let machine: WatchDocument.Machine
    /// Nil if the devices are those of another machine.
    private var table: ProcessTable?

    init(host: Host) {
        sampler = Sampler { DeviceSet.open(host: host) }
        name = Host.name
        machine = WatchDocument.Machine(host)
        table = ProcessTable()
        _ = table?.processes(0, on: [])
    }

    init(_ lines: [DeviceLine], machine: SweepDocument.Machine) {
        sampler = Sampler { DeviceSet.replaying(lines, driverVersion: machine.driver) }
        name = "recording"
        self.machine = WatchDocument.Machine(
            logicalCPUs: machine.logicalCPUs,
            usableCPUs: machine.usableCPUs,
            memoryBytes: machine.memoryBytes
        )
    }

    /// Current readings of the devices.
    ///
    /// - Parameter count: number of processes to include, the busiest first.
    mutating func document(most count: Int) -> WatchDocument {
        WatchDocument(sampler, name: name, machine: machine, processes: &table, most: count)
    }
}
