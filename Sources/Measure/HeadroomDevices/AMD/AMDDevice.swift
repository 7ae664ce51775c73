import HeadroomCore
import HeadroomSystem

/// AMD GPU, read from the files of its driver (amdgpu).
final class AMDDevice: DeviceSource {
    private(set) var description: DeviceDescription
    private(set) var processes: [DeviceProcess]?

    private let card: DRMCard
    private let clients: DRMClients
    private var figures: [FileSignals]
    private let metrics: KernelFile?
    private var throttling = AMDThrottling()
    private var energyCounter = RisingCounter(wrapsAt: 18_446_744_073_709_551_616)
    private var isLost = false

    private var presenceSchedule = Schedule(every: 1)
    private var processSchedule = Schedule(every: 1)

    /// Averaging period of the firmware's figures, in seconds.
    ///
    /// Not documented: assumed to be a second, as for NVIDIA. If it is too long, a reading is missing from a short
    /// window; if it is too short, a reading includes time before the window.
    private static let averageSeconds = 1.0

    /// PCI device IDs of MI200 (Aldebaran), the only GPUs with an older layout whose energy unit is known.
    private static let countingDevices: Set<String> = ["0x7408", "0x740c", "0x740f", "0x7410"]

    init(_ card: DRMCard, clients: DRMClients, id: String) {
        self.card = card
        self.clients = clients
        let folder = card.deviceFolder
        let sensors = card.sensorFolder ?? "\(folder)/hwmon/amdgpu"
        let name = DRMCard.line("\(folder)/product_name") ?? "AMD GPU \(card.device)"
        description = DeviceDescription(id: id, kind: .amd, name: name, index: card.number)
        metrics = KernelFile("\(folder)/gpu_metrics")
        figures = [
            FileSignals(
                every: 0,
                [
                    .share(.utilization, "\(folder)/gpu_busy_percent", periodSeconds: Self.averageSeconds),
                    .share(.memoryActivity, "\(folder)/mem_busy_percent", periodSeconds: Self.averageSeconds),
                    // GPUs have the first, the second, or both.
                    .watts(.powerWatts, SensorFile("\(sensors)/power1_average"), periodSeconds: Self.averageSeconds),
                    .watts(.instantPowerWatts, SensorFile("\(sensors)/power1_input")),
                ]
            ),
            FileSignals(every: 0.2, [.bytes(.memoryUsedBytes, "\(folder)/mem_info_vram_used")]),
            FileSignals(
                every: 1,
                [
                    .hertz(.clockHertz, ["\(sensors)/freq1_input"], scale: .ones),
                    .hertz(.memoryClockHertz, ["\(sensors)/freq2_input"], scale: .ones),
                    // GPUs without an edge sensor (MI300) have a hotspot sensor.
                    .celsius(.temperatureCelsius, ["\(sensors)/temp1_input", "\(sensors)/temp2_input"]),
                ]
            ),
        ]
        description.sharesHostMemory = metrics?.bytes().map(GPUMetrics.isIntegrated) ?? false
        let limit = SensorFile("\(sensors)/power1_cap")
        description.powerLimitWatts = limit.value(.millionths, in: 1e-3...1e5)
        let memory = SensorFile("\(folder)/mem_info_vram_total")
        description.memoryBytes = memory.value(.ones, in: 1...DRMRecord.greatestBytes).map { Int($0) }
        description.greatestClockHertz = Self.greatestClock(SystemFile.text("\(folder)/pp_dpm_sclk") ?? "")
        description.absent["processes"] = clients.limitation
        for signal in DeviceDescription.unavailableFromKernel {
            description.absent[signal] = "the kernel does not tell"
        }
        // The file pcie_bw counts packets, and blocks for a second per read.
        for signal in [Signal.sentBytes, .receivedBytes] {
            description.absent[signal] = "the driver does not count the bytes that go over PCIe"
        }
    }

    /// Unique ID of the chip; nil if it has none or hides it.
    static func uniqueId(of card: DRMCard) -> String? {
        DRMCard.line("\(card.deviceFolder)/unique_id").flatMap { id in id.contains { $0 != "0" } ? id : nil }
    }

    /// Maximum of lines such as `1: 1800Mhz *`, in Hz.
    static func greatestClock(_ table: String) -> Double? {
        let clocks = table.split(separator: "\n").compactMap { line -> Double? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let digits = line[line.index(after: colon)...].drop { $0 == " " }.prefix { "0"..."9" ~= $0 }
            return UInt32(digits).map { Double($0) * 1e6 }
        }
        return clocks.max().flatMap { $0 > 0 ? $0 : nil }
    }

    func read(at now: Double, into readings: inout [Reading]) {
        guard !isLost else { return }
        if presenceSchedule.isDue(at: now), !card.isPresent {
            isLost = true
            processes = nil
            return description.noteLoss()
        }
        var absent = description.absent
        for index in figures.indices { figures[index].read(at: now, into: &readings, absent: &absent) }
        readMetrics(at: now, into: &readings, absent: &absent)
        if absent != description.absent { description.absent = absent }
        if processSchedule.isDue(at: now) { processes = clients.processes(of: clients.clients(of: card, at: now)) }
    }

    // MARK: Firmware metrics

    private func readMetrics(at now: Double, into readings: inout [Reading], absent: inout [String: String]) {
        do throws(SensorRefusal) {
            guard let metrics else { throw SensorRefusal(reason: "the driver has no file gpu_metrics") }
            guard let bytes = metrics.bytes() else { throw SensorRefusal(reason: "gpu_metrics cannot be read now") }
            let figures = try GPUMetrics(bytes)
            for (signal, share) in [
                (Signal.utilization, figures.coreActivity), (.memoryActivity, figures.memoryActivity),
            ]
            where absent[signal] != nil {
                guard let share else { continue }
                absent[signal] = nil
                readings.append(Reading(signal, at: now, value: share, periodSeconds: Self.averageSeconds))
            }
            readEnergy(figures, at: now, into: &readings, absent: &absent)
            for signal in ThrottleState.signals {
                absent[signal] = figures.limits == nil ? "this GPU does not say why its clock is held down" : nil
            }
            if let limits = figures.limits { throttling.read(limits, at: now, into: &readings) }
        } catch {
            for signal in [.energyJoules] + ThrottleState.signals { absent[signal] = error.reason }
        }
    }

    private func readEnergy(
        _ figures: GPUMetrics,
        at now: Double,
        into readings: inout [Reading],
        absent: inout [String: String]
    ) {
        guard figures.isEnergyUnitStated || Self.countingDevices.contains(card.device) else {
            return absent[.energyJoules] = "it is not known in which unit this GPU counts its energy"
        }
        guard let units = figures.energyUnits else {
            return absent[.energyJoules] = "this GPU does not count its energy"
        }
        // In a module with two dies, the first counts for both.
        guard units > 0 else { return absent[.energyJoules] = "this die of the module does not count its energy" }
        absent[.energyJoules] = nil
        let joules = energyCounter.total(Double(units)) * GPUMetrics.joulesPerUnit
        readings.append(Reading(.energyJoules, at: now, value: joules))
    }
}
