import HeadroomCore
import HeadroomSystem

/// Host: its CPU as a device for training, and its memory, disks and networks.
final class HostDevice: DeviceSource {
    private(set) var description: DeviceDescription
    let processes: [DeviceProcess]? = nil

    private let logicalCPUs: Double
    private let processor: KernelFile?
    private let memory: KernelFile?
    private let disks: KernelFile?
    private let networks: KernelFile?
    private let pressures: [PressureFile]
    private let group: GroupStatistics
    private let wholeDisks: Set<String>
    private var energy: EnergyZones

    private var lastBusy: (at: Double, seconds: Double)?
    private var processorSchedule = Schedule(every: 0.2)
    private var restSchedule = Schedule(every: 1)

    /// - Parameter root: prefix of the paths of the kernel's files; empty for this machine.
    init(_ host: Host, group: ControlGroup = ControlGroup(), root: String = "") {
        logicalCPUs = Double(host.logicalCPUs)
        processor = KernelFile("\(root)/proc/stat")
        memory = KernelFile("\(root)/proc/meminfo")
        disks = KernelFile("\(root)/proc/diskstats", capacity: 65_536)
        networks = KernelFile("\(root)/proc/net/dev", capacity: 16_384)
        pressures = PressureFile.all(root: root)
        self.group = GroupStatistics(group)
        wholeDisks = DiskTraffic.disks(root: root)
        energy = EnergyZones(root: root)
        description = DeviceDescription(id: "cpu", kind: .cpu, name: host.processorName)
        description.memoryBytes = host.memoryBytes
        description.sharesHostMemory = true
        description.absent[Signal.energyJoules.rawValue] = energy.problem
        if pressures.isEmpty {
            let reason = "this kernel keeps no pressure stall information"
            for signal in [Signal.cpuPressureSeconds, .memoryPressureSeconds, .diskPressureSeconds] {
                description.absent[signal.rawValue] = reason
            }
        }
    }

    func read(at now: Double, into readings: inout [Reading]) {
        if processorSchedule.isDue(at: now) {
            readProcessor(at: now, into: &readings)
            if let joules = energy.joules() { readings.append(Reading(.energyJoules, at: now, value: joules)) }
        }
        guard restSchedule.isDue(at: now) else { return }
        func add(_ signal: Signal, _ value: Double?) {
            if let value { readings.append(Reading(signal, at: now, value: value)) }
        }
        if let table = memory?.text(), let free = SystemFile.bytes(of: "MemAvailable", inTable: table) {
            add(.memoryAvailableBytes, Double(free))
            add(.memoryUsedBytes, description.memoryBytes.map { Double($0 - free) })
        }
        for pressure in pressures { add(pressure.signal, pressure.seconds()) }
        add(.quotaThrottledSeconds, group.throttledSeconds())
        add(.outOfMemoryKills, group.outOfMemoryKills())
        if let table = disks?.text() {
            let bytes = DiskTraffic.bytes(inTable: table) { wholeDisks.contains($0) }
            add(.diskReadBytes, bytes.read)
            add(.diskWrittenBytes, bytes.written)
        }
        if let table = networks?.text() {
            let bytes = NetworkTraffic.bytes(inTable: table)
            add(.networkReceivedBytes, bytes.received)
            add(.networkSentBytes, bytes.sent)
        }
    }

    private func readProcessor(at now: Double, into readings: inout [Reading]) {
        guard let line = processor?.firstLine(), let time = HostProcessorTime(line: line) else { return }
        readings.append(Reading(.busySeconds, at: now, value: time.busySeconds))
        defer { lastBusy = (now, time.busySeconds) }
        guard let lastBusy, now > lastBusy.at else { return }
        let elapsed = now - lastBusy.at
        let share = (time.busySeconds - lastBusy.seconds) / elapsed / logicalCPUs
        readings.append(Reading(.utilization, at: now, value: min(1, max(0, share)), periodSeconds: elapsed))
    }
}
