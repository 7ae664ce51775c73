import FoundationEssentials
import HeadroomCore

/// Intel GPU, read from the files of its driver (i915 or xe), and from the usage of each client.
final class IntelDevice: DeviceSource {
    private(set) var description: DeviceDescription
    private(set) var processes: [DeviceProcess]?

    private let card: DRMCard
    private let clients: DRMClients
    private var figures: FileSignals
    private let energy: SensorFile
    private var energyCounter = RisingCounter()
    private var usage = EngineUsage()
    private var isLost = false

    private var presenceSchedule = Schedule(every: 1)
    private var clientSchedule = Schedule(every: 0.2)
    private var processSchedule = Schedule(every: 1)

    init(_ card: DRMCard, clients: DRMClients) {
        self.card = card
        self.clients = clients
        let folder = card.deviceFolder
        let sensors = card.sensorFolder ?? "\(folder)/hwmon/\(card.driver ?? "i915")"
        description = DeviceDescription(
            id: card.id,
            kind: .intel,
            name: "Intel GPU \(card.device)",
            index: card.number
        )
        // First part of the chip, which computes; another may be for video. In i915 its folder is next to that of the
        // device, in xe inside it.
        let parts = (old: "\(card.folder)/gt/gt0", new: "\(folder)/tile0/gt0/freq0")
        figures = FileSignals(
            every: 1,
            [
                .hertz(
                    .clockHertz,
                    ["\(parts.new)/act_freq", "\(parts.old)/rps_act_freq_mhz", "\(card.folder)/gt_act_freq_mhz"],
                    scale: .millions
                ),
                // In xe, the second sensor is that of the chip.
                .celsius(.temperatureCelsius, ["\(sensors)/temp1_input", "\(sensors)/temp2_input"]),
            ]
        )
        // Energy of the card, or of the chip if there is no other.
        energy = SensorFile(["\(sensors)/energy1_input", "\(sensors)/energy2_input"])
        let greatestClock = SensorFile([
            "\(parts.new)/rp0_freq", "\(parts.old)/rps_RP0_freq_mhz", "\(card.folder)/gt_RP0_freq_mhz",
            "\(card.folder)/gt_max_freq_mhz",
        ])
        description.greatestClockHertz = greatestClock.value(.millions, in: 1...1e11)
        // A limit of 0 is disabled: the rated limit applies.
        let limits = ["power1_max", "power1_rated_max", "power2_max", "power2_rated_max"].lazy.compactMap { name in
            SensorFile("\(sensors)/\(name)").value(.millionths, in: 1e-3...1e5)
        }
        description.powerLimitWatts = limits.first
        description.absent["processes"] = clients.limitation
        describeMemory()
        describeWhatIsMissing()
    }

    // MARK: Static description

    private func describeMemory() {
        let folder = card.deviceFolder
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        func bytes(_ paths: [String]) -> Double? {
            SensorFile(paths).value(.ones, in: 1...DRMRecord.greatestBytes)
        }
        // Neither file is in the mainline kernel: Intel's driver packages have them, in xe one per part of the chip.
        let tiles = names.filter { $0.hasPrefix("tile") }.compactMap {
            bytes(["\(folder)/\($0)/physical_vram_size_bytes"])
        }
        let whole = bytes(["\(card.folder)/lmem_total_bytes", "\(folder)/lmem_total_bytes"])
        if let size = tiles.isEmpty ? whole : tiles.reduce(0, +) {
            description.memoryBytes = Int(min(size, DRMRecord.greatestBytes))
            return
        }
        // Address of integrated GPUs. A card passed through to a virtual machine may have it too: its clients show
        // that.
        description.sharesHostMemory = card.address == "0000:00:02.0"
        description.absent["memoryBytes"] = description.sharesHostMemory ? Self.isShared : Self.sizeIsUntold
    }

    private static let isShared = "this GPU uses the memory of the machine"
    private static let sizeIsUntold = "the kernel tells the size of this GPU's memory only to programs that open it"

    private func describeWhatIsMissing() {
        for signal in DeviceDescription.unavailableFromKernel + [.memoryActivity, .memoryClockHertz] {
            description.absent[signal] = "the kernel does not tell"
        }
        for signal in [Signal.powerWatts, .instantPowerWatts] {
            description.absent[signal] = "the driver tells no power, which follows from energy where it counts that"
        }
        for signal in ThrottleState.signals { description.absent[signal] = "not read of Intel's GPUs" }
        for signal in [Signal.sentBytes, .receivedBytes] {
            description.absent[signal] = "the driver does not count the bytes that go over PCIe"
        }
    }

    func read(at now: Double, into readings: inout [Reading]) {
        guard !isLost else { return }
        if presenceSchedule.isDue(at: now), !card.isPresent {
            isLost = true
            processes = nil
            return description.noteLoss()
        }
        var absent = description.absent
        figures.read(at: now, into: &readings, absent: &absent)
        do throws(SensorRefusal) {
            let joules = UnitScale.millionths.value(energyCounter.total(try energy.read()))
            absent[.energyJoules] = nil
            readings.append(Reading(.energyJoules, at: now, value: joules))
        } catch {
            absent[.energyJoules] = error.reason
        }
        if clientSchedule.isDue(at: now) { readClients(at: now, into: &readings, absent: &absent) }
        if absent != description.absent { description.absent = absent }
    }

    // MARK: Clients

    private func readClients(at now: Double, into readings: inout [Reading], absent: inout [String: String]) {
        let clients = clients.clients(of: card, at: now)
        if description.sharesHostMemory, clients.contains(where: \.record.hasOwnMemory) {
            description.sharesHostMemory = false
            absent["memoryBytes"] = Self.sizeIsUntold
        }
        let share = usage.share(of: clients, at: now)
        // Without clients the GPU is idle.
        if clients.isEmpty || EngineUsage.isReported(by: clients) {
            absent[.utilization] = self.clients.limitation
            if let share {
                readings.append(Reading(.utilization, at: now, value: share.share, periodSeconds: share.seconds))
            }
        } else {
            absent[.utilization] = "the driver does not say how long programs kept its engines busy"
        }
        if description.sharesHostMemory {
            absent[.memoryUsedBytes] = Self.isShared
        } else {
            absent[.memoryUsedBytes] = self.clients.limitation
            let used = clients.compactMap(\.record.memoryBytes).reduce(0, +)
            readings.append(Reading(.memoryUsedBytes, at: now, value: min(used, DRMRecord.greatestBytes)))
        }
        if processSchedule.isDue(at: now) { processes = self.clients.processes(of: clients) }
    }
}
