import HeadroomCore
import HeadroomDevices
import Testing

@Suite struct AMDTests {
    private let tree = FixtureTree()
    private static let folder = "sys/class/drm/card1/device"
    private static let sensors = "\(folder)/hwmon/hwmon3"

    /// Firmware metrics in revision 1.3, as of an MI250.
    private static func metrics(state: UInt64 = 0, energy: UInt64 = 65_536) -> MetricsBytes {
        var metrics = MetricsBytes(content: 3, size: 120)
        metrics.set(UInt16(37), at: 16)
        metrics.set(UInt16(21), at: 18)
        metrics.set(energy, at: 24)
        metrics.set(state, at: 112)
        return metrics
    }

    /// Creates a card with every file.
    init() {
        tree.card(1, vendor: "0x1002", device: "0x740c", driver: "amdgpu", address: "0000:03:00.0")
        for (path, text) in [
            "product_name": "AMD Instinct MI250", "unique_id": "a1b2c3d4e5f60718", "gpu_busy_percent": "83",
            "mem_busy_percent": "12", "mem_info_vram_total": "68702699520", "mem_info_vram_used": "1073741824",
            "pp_dpm_sclk": "0: 500Mhz\n1: 800Mhz *\n2: 1700Mhz", "hwmon/hwmon3/name": "amdgpu",
            "hwmon/hwmon3/power1_average": "245000000", "hwmon/hwmon3/power1_input": "251000000",
            "hwmon/hwmon3/power1_cap": "500000000", "hwmon/hwmon3/temp1_input": "47000",
            "hwmon/hwmon3/freq1_input": "800000000", "hwmon/hwmon3/freq2_input": "1600000000",
        ] {
            tree.write(text + "\n", "\(Self.folder)/\(path)")
        }
        tree.write(Self.metrics().bytes, "\(Self.folder)/gpu_metrics")
    }

    private func device() throws -> any DeviceSource { try #require(tree.devices().first) }

    // MARK: Values from known files

    @Test func everySignalOfACardIsRead() throws {
        let device = try device()
        let description = device.description
        #expect(description.kind == .amd && description.name == "AMD Instinct MI250" && description.index == 1)
        #expect(description.id == "a1b2c3d4e5f60718")
        #expect(description.memoryBytes == 68_702_699_520 && description.powerLimitWatts == 500)
        #expect(description.greatestClockHertz == 1.7e9 && !description.sharesHostMemory)
        let readings = device.look(at: 10)
        #expect(
            readings.mapValues(\.value) == [
                .utilization: 0.83, .memoryActivity: 0.12, .memoryUsedBytes: 1_073_741_824, .powerWatts: 245,
                .instantPowerWatts: 251, .energyJoules: 0, .clockHertz: 8e8, .memoryClockHertz: 1.6e9,
                .temperatureCelsius: 47, .powerThrottledSeconds: 0, .heatThrottledSeconds: 0,
                .hardwareThrottledSeconds: 0,
            ]
        )
        #expect(readings[.powerWatts]?.periodSeconds == 1 && readings[.instantPowerWatts]?.periodSeconds == 0)
        #expect(readings[.utilization]?.periodSeconds == 1 && readings[.utilization]?.at == 10)
        let untold: Set<Signal> = [
            .smActivity, .smOccupancy, .tensorActivity, .memoryBandwidthUtilization, .sentBytes, .receivedBytes,
        ]
        #expect(Set(device.description.absent.keys) == Set(untold.map(\.rawValue)))
    }

    @Test func whatIsReadChangesWithTheFiles() throws {
        let device = try device()
        #expect(device.value(.utilization, at: 0) == 0.83)
        tree.write("4\n", "\(Self.folder)/gpu_busy_percent")
        #expect(device.value(.utilization, at: 0.1) == 0.04)
    }

    @Test func energyIsTheRiseOfTheCounterInItsUnit() throws {
        let device = try device()
        #expect(device.value(.energyJoules, at: 0) == 0)
        tree.write(Self.metrics(energy: 65_536 * 26).bytes, "\(Self.folder)/gpu_metrics")
        #expect(device.value(.energyJoules, at: 0.1) == 25)
    }

    @Test func anEnergyCounterThatBeginsAgainGoesOnRising() throws {
        tree.write(Self.metrics(energy: .max - 655_359).bytes, "\(Self.folder)/gpu_metrics")
        let device = try device()
        #expect(device.value(.energyJoules, at: 0) == 0)
        // Ten joules until its end, and four after.
        tree.write(Self.metrics(energy: 4 * 65_536).bytes, "\(Self.folder)/gpu_metrics")
        #expect(abs(try #require(device.value(.energyJoules, at: 0.1)) - 14) < 0.1)
    }

    @Test(
        arguments: [
            (1 << 0, Signal.powerThrottledSeconds), (1 << 3, .powerThrottledSeconds), (1 << 32, .heatThrottledSeconds),
            (1 << 40, .heatThrottledSeconds), (1 << 47, .hardwareThrottledSeconds),
        ] as [(UInt64, Signal)]
    )
    func timeInThrottlingIsAddedUpFromLooks(bits: UInt64, signal: Signal) throws {
        let device = try device()
        _ = device.look(at: 0)
        tree.write(Self.metrics(state: bits).bytes, "\(Self.folder)/gpu_metrics")
        _ = device.look(at: 0.5)
        #expect(device.value(signal, at: 0.75) == 0.75)
        tree.write(Self.metrics(state: 0).bytes, "\(Self.folder)/gpu_metrics")
        let last = device.look(at: 1)
        #expect(last[signal]?.value == 0.75)
        let others = Set([Signal.powerThrottledSeconds, .heatThrottledSeconds, .hardwareThrottledSeconds]).subtracting([
            signal
        ])
        for other in others { #expect(last[other]?.value == 0) }
    }

    @Test func limitsOfCurrentAreNotThePowerLimit() throws {
        tree.write(Self.metrics(state: 1 << 16 | 1 << 22).bytes, "\(Self.folder)/gpu_metrics")
        let device = try device()
        _ = device.look(at: 0)
        let readings = device.look(at: 1)
        #expect(readings[.powerThrottledSeconds]?.value == 0 && readings[.heatThrottledSeconds]?.value == 0)
    }

    /// Firmware metrics in revision 1.7, as of an MI300X.
    private func accumulated(_ counter: UInt32, outside: UInt32 = 0, power: UInt32 = 0, heat: [UInt32] = [0, 0, 0]) {
        var metrics = MetricsBytes(content: 7, size: 2208)
        metrics.set(UInt16(64), at: 12)
        metrics.set(UInt16(31), at: 14)
        metrics.set(UInt64(131_072), at: 24)
        for (index, number) in ([counter, outside, power] + heat).enumerated() {
            metrics.set(number, at: 40 + 4 * index)
        }
        tree.write(metrics.bytes, "\(Self.folder)/gpu_metrics")
    }

    @Test func timeInThrottlingIsTheShareOfTheCyclesThatWentBy() throws {
        accumulated(1000, power: 100)
        let device = try device()
        #expect(device.value(.powerThrottledSeconds, at: 0) == 0)
        // Nothing has been counted yet: the time stays open.
        #expect(device.value(.powerThrottledSeconds, at: 0.5) == 0)
        accumulated(2000, outside: 100, power: 350, heat: [500, 0, 200])
        let readings = device.look(at: 1)
        #expect(readings[.powerThrottledSeconds]?.value == 0.25)
        #expect(readings[.heatThrottledSeconds]?.value == 0.5)
        #expect(readings[.hardwareThrottledSeconds]?.value == 0.1)
    }

    @Test func cyclesThatBeginAgainGoOnAndOnesThatWereResetDoNot() throws {
        accumulated(UInt32.max - 499, power: UInt32.max - 99)
        let device = try device()
        _ = device.look(at: 0)
        accumulated(500, power: 150)
        #expect(device.value(.powerThrottledSeconds, at: 1) == 0.25)
        accumulated(20, power: 0)
        #expect(device.value(.powerThrottledSeconds, at: 2) == 0.25)
        accumulated(120, power: 50)
        #expect(device.value(.powerThrottledSeconds, at: 3) == 0.75)
    }

    /// Revisions with their sizes, and the offsets of the two utilizations and the energy.
    @Test(arguments: [
        (1, 96, 16, 18, 24), (2, 104, 16, 18, 24), (3, 120, 16, 18, 24), (4, 288, 12, 14, 24), (5, 360, 12, 14, 88),
        (6, 1664, 12, 14, 16), (7, 2208, 12, 14, 24), (8, 3360, 12, 14, 24),
    ])
    func aRecordIsReadByItsRevision(content: UInt8, size: Int, core: Int, memory: Int, energy: Int) throws {
        tree.remove("\(Self.folder)/gpu_busy_percent")
        tree.remove("\(Self.folder)/mem_busy_percent")
        var metrics = MetricsBytes(content: content, size: size)
        metrics.set(UInt16(64), at: core)
        metrics.set(UInt16(31), at: memory)
        metrics.set(UInt64(65_536), at: energy)
        tree.write(metrics.bytes, "\(Self.folder)/gpu_metrics")
        let device = try device()
        let readings = device.look(at: 0)
        #expect(readings[.utilization]?.value == 0.64 && readings[.memoryActivity]?.value == 0.31)
        #expect(device.reason(.utilization) == nil && device.reason(.memoryActivity) == nil)
        metrics.set(UInt64(65_536 * 3), at: energy)
        tree.write(metrics.bytes, "\(Self.folder)/gpu_metrics")
        #expect(device.value(.energyJoules, at: 0.1) == 2)
    }

    // MARK: Missing or invalid values

    private static let all: Set<Signal> = [
        .utilization, .memoryActivity, .memoryUsedBytes, .powerWatts, .instantPowerWatts, .energyJoules, .clockHertz,
        .memoryClockHertz, .temperatureCelsius, .powerThrottledSeconds, .heatThrottledSeconds,
        .hardwareThrottledSeconds,
    ]

    static let files: [(String, Set<Signal>)] = [
        ("product_name", []), ("unique_id", []), ("mem_info_vram_total", []), ("pp_dpm_sclk", []),
        ("hwmon/hwmon3/power1_cap", []), ("mem_info_vram_used", [.memoryUsedBytes]),
        // The firmware metrics also have these two.
        ("gpu_busy_percent", []), ("mem_busy_percent", []),
        ("hwmon/hwmon3/power1_average", [.powerWatts]), ("hwmon/hwmon3/power1_input", [.instantPowerWatts]),
        ("hwmon/hwmon3/temp1_input", [.temperatureCelsius]), ("hwmon/hwmon3/freq1_input", [.clockHertz]),
        ("hwmon/hwmon3/freq2_input", [.memoryClockHertz]),
        ("hwmon", [.powerWatts, .instantPowerWatts, .temperatureCelsius, .clockHertz, .memoryClockHertz]),
        (
            "gpu_metrics",
            [.energyJoules, .powerThrottledSeconds, .heatThrottledSeconds, .hardwareThrottledSeconds]
        ),
    ]

    @Test(arguments: files)
    func withoutAFileTheRestGoesOn(path: String, lost: Set<Signal>) throws {
        tree.remove("\(Self.folder)/\(path)")
        let device = try device()
        #expect(Set(device.look(at: 0).keys) == Self.all.subtracting(lost))
        for signal in Self.all { #expect((device.reason(signal) != nil) == lost.contains(signal), "\(signal)") }
        for signal in lost { #expect(device.reason(signal)?.contains("has no file") ?? false, "\(signal)") }
    }

    @Test func withoutItsNamesACardHasThoseOfItsPlace() throws {
        for path in ["product_name", "unique_id", "mem_info_vram_total", "pp_dpm_sclk", "hwmon/hwmon3/power1_cap"] {
            tree.remove("\(Self.folder)/\(path)")
        }
        let description = try device().description
        #expect(description.name == "AMD GPU 0x740c" && description.id == "pci 0000:03:00.0")
        #expect(description.memoryBytes == nil && description.powerLimitWatts == nil)
        #expect(description.greatestClockHertz == nil)
    }

    @Test func withoutItsOwnFileUtilizationIsThatOfTheFirmware() throws {
        tree.remove("\(Self.folder)/gpu_busy_percent")
        #expect(try device().value(.utilization, at: 0) == 0.37)
    }

    @Test func whereTheEdgeHasNoSensorTheHottestPointHas() throws {
        tree.remove("\(Self.sensors)/temp1_input")
        tree.write("61000\n", "\(Self.sensors)/temp2_input")
        #expect(try device().value(.temperatureCelsius, at: 0) == 61)
    }

    @Test(arguments: [
        "", "\n", "abc\n", "-5\n", "99999999999999999999999\n", "18446744073709551615\n", "4294967295\n", "1e9\n",
        "9223372036854775807\n", "0x10\n",
    ])
    func whatIsNoFigureIsNone(text: String) throws {
        let paths = Self.files.map(\.0).filter { !["hwmon", "gpu_metrics", "product_name", "unique_id"].contains($0) }
        for path in paths { tree.write(text, "\(Self.folder)/\(path)") }
        tree.write([UInt8](repeating: 0xff, count: 120), "\(Self.folder)/gpu_metrics")
        let device = try device()
        let readings = device.look(at: 0)
        // A negative temperature is valid.
        #expect(Set(readings.keys).subtracting(text == "-5\n" ? [.temperatureCelsius] : []) == [])
        let description = device.description
        #expect(description.memoryBytes == nil && description.powerLimitWatts == nil)
        #expect(description.greatestClockHertz == nil)
        for signal in Self.all where readings[signal] == nil { #expect(device.reason(signal) != nil, "\(signal)") }
    }

    @Test func fieldsOfAllOnesAreNotThere() throws {
        tree.remove("\(Self.folder)/gpu_busy_percent")
        tree.write(MetricsBytes(content: 3, size: 120).bytes, "\(Self.folder)/gpu_metrics")
        let device = try device()
        let readings = device.look(at: 0)
        #expect(readings[.utilization] == nil && device.reason(.utilization)?.contains("gpu_busy_percent") ?? false)
        #expect(readings[.energyJoules] == nil && device.reason(.energyJoules) == "this GPU does not count its energy")
        #expect(readings[.powerThrottledSeconds] == nil)
        #expect(device.reason(.powerThrottledSeconds)?.contains("does not say why") ?? false)
        #expect(readings[.powerWatts]?.value == 245)
    }

    @Test func ofCyclesThatAreNotThereOnlyTheirSignalIsMissing() throws {
        accumulated(.max, power: 5)
        let device = try device()
        #expect(device.value(.powerThrottledSeconds, at: 0) == nil)
        #expect(device.reason(.powerThrottledSeconds)?.contains("does not say why") ?? false)
    }

    @Test(
        arguments: [(1, 0, 120), (1, 9, 4000), (2, 2, 128), (3, 0, 264), (9, 9, 200), (1, 6, 384)]
            as [(UInt8, UInt8, Int)]
    )
    func anUnknownRevisionIsNotGuessed(format: UInt8, content: UInt8, size: Int) throws {
        var metrics = MetricsBytes(format: format, content: content, size: size)
        for offset in 4..<min(size, 120) { metrics.bytes[offset] = 7 }
        tree.write(metrics.bytes, "\(Self.folder)/gpu_metrics")
        let device = try device()
        let readings = device.look(at: 0)
        #expect(readings[.energyJoules] == nil && readings[.powerThrottledSeconds] == nil)
        #expect(device.reason(.energyJoules)?.contains("revision \(format).\(content)") ?? false)
        #expect(device.reason(.powerThrottledSeconds)?.contains("is not known") ?? false)
        #expect(readings[.utilization]?.value == 0.83 && readings[.powerWatts]?.value == 245)
    }

    @Test(arguments: [0, 1, 3, 4, 16, 40, 119])
    func aRecordThatIsCutOffIsNotRead(count: Int) throws {
        tree.write(Array(Self.metrics().bytes.prefix(count)), "\(Self.folder)/gpu_metrics")
        let device = try device()
        #expect(device.value(.energyJoules, at: 0) == nil)
        #expect(device.reason(.energyJoules)?.hasPrefix("gpu_metrics ") ?? false)
    }

    @Test func energyInAnUnknownUnitIsNone() throws {
        tree.write("0x73bf\n", "\(Self.folder)/device")
        let device = try device()
        let readings = device.look(at: 0)
        #expect(readings[.energyJoules] == nil && readings[.powerThrottledSeconds] != nil)
        #expect(device.reason(.energyJoules)?.contains("in which unit") ?? false)
    }

    @Test func aDieThatCountsNoEnergyHasNone() throws {
        tree.write(Self.metrics(energy: 0).bytes, "\(Self.folder)/gpu_metrics")
        tree.write("0\n", "\(Self.sensors)/power1_average")
        let device = try device()
        let readings = device.look(at: 0)
        #expect(readings[.energyJoules] == nil && device.reason(.energyJoules)?.contains("die") ?? false)
        #expect(readings[.powerWatts] == nil && device.reason(.powerWatts) != nil)
    }

    @Test func graphicsInsideAProcessorShareItsMemory() throws {
        tree.write(MetricsBytes(format: 2, content: 2, size: 128).bytes, "\(Self.folder)/gpu_metrics")
        let description = try device().description
        #expect(description.sharesHostMemory)
        let cpu = DeviceDescription(id: "cpu", kind: .cpu, name: "CPU")
        #expect(DeviceSet.trainers(among: [cpu, description]).map(\.id) == ["cpu", "a1b2c3d4e5f60718"])
    }

    // MARK: Changes during a run

    @Test func aFileThatRefusesForAWhileIsReadAgain() throws {
        let device = try device()
        #expect(device.value(.powerWatts, at: 0) == 245)
        tree.write("", "\(Self.folder)/gpu_busy_percent")
        #expect(device.value(.utilization, at: 0.05) == 0.37)
        tree.write("83\n", "\(Self.folder)/gpu_busy_percent")
        tree.write("", "\(Self.sensors)/power1_average")
        tree.write("", "\(Self.folder)/gpu_metrics")
        let readings = device.look(at: 0.1)
        #expect(readings[.powerWatts] == nil && readings[.energyJoules] == nil && readings[.utilization] != nil)
        #expect(device.reason(.powerWatts) == "power1_average cannot be read now")
        #expect(device.reason(.energyJoules) == "gpu_metrics cannot be read now")
        tree.write("250000000\n", "\(Self.sensors)/power1_average")
        tree.write(Self.metrics().bytes, "\(Self.folder)/gpu_metrics")
        #expect(device.value(.powerWatts, at: 0.2) == 250)
        #expect(device.reason(.powerWatts) == nil && device.reason(.energyJoules) == nil)
    }

    @Test func aDeviceThatIsLostIsReadNoMore() throws {
        let device = try device()
        #expect(!device.look(at: 0).isEmpty && device.processes == [])
        tree.remove("sys/class/drm/card1")
        #expect(device.look(at: 1).isEmpty)
        #expect(device.processes == nil)
        #expect(device.reason(.powerWatts)?.contains("lost") ?? false)
        #expect(device.reason(.energyJoules)?.contains("lost") ?? false)
        #expect(device.look(at: 2).isEmpty)
    }

    // MARK: Processes

    @Test func processesAreTheClientsWithTheirMemory() throws {
        let head = ["drm-driver:\tamdgpu", "drm-pdev:\t0000:03:00.0"]
        tree.process(4_200_001, file: 7, head + ["drm-client-id:\t11", "drm-memory-vram:\t2048 KiB"], name: "train")
        tree.process(
            4_200_002,
            file: 9,
            head + ["drm-client-id:\t12", "drm-total-vram:\t3 MiB", "drm-total-gtt:\t9 MiB"]
        )
        // A client that only has it open, and one of another card.
        tree.process(4_200_003, file: 9, head + ["drm-client-id:\t13", "drm-memory-vram:\t0 KiB"])
        tree.process(
            4_200_004,
            file: 9,
            ["drm-driver:\tamdgpu", "drm-pdev:\t0000:04:00.0", "drm-client-id:\t14", "drm-memory-vram:\t5 KiB"]
        )
        let device = try device()
        _ = device.look(at: 0)
        let processes = try #require(device.processes)
        #expect(processes.map(\.processId) == [4_200_001, 4_200_002])
        #expect(processes.map(\.memoryBytes) == [2_097_152, 3_145_728])
        #expect(processes.map(\.name) == ["train", "python3"])
        #expect(device.description.absent["processes"] == nil)
    }

    @Test func whoIsNotRootIsToldThatOthersAreNotSeen() throws {
        let device = try #require(tree.devices(asRoot: false).first)
        #expect(device.description.absent["processes"]?.contains("root") ?? false)
        #expect(device.value(.utilization, at: 0) == 0.83 && device.reason(.utilization) == nil)
    }
}
