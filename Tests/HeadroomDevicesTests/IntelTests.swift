import HeadroomCore
import HeadroomDevices
import Testing

@Suite struct IntelTests {
    private let tree = FixtureTree()
    private static let card = "sys/class/drm/card0"
    private static let folder = "\(card)/device"

    private func i915(_ device: String = "0x56a0", address: String = "0000:03:00.0") -> (any DeviceSource)? {
        tree.card(0, vendor: "0x8086", device: device, driver: "i915", address: address)
        return tree.devices().first
    }

    private func xe(address: String = "0000:03:00.0") -> (any DeviceSource)? {
        tree.card(0, vendor: "0x8086", device: "0xe20b", driver: "xe", address: address)
        return tree.devices().first
    }

    /// Adds a client of i915, with the busy times of its engines in milliseconds.
    private func old(_ processId: Int, file: Int = 5, client: Int = 1, _ engines: [String: Int], _ more: [String] = [])
    {
        tree.process(
            processId,
            file: file,
            ["drm-driver:\ti915", "drm-pdev:\t0000:03:00.0", "drm-client-id:\t\(client)"]
                + engines.map { "drm-engine-\($0):\t\($1 * 1_000_000) ns" } + more
        )
    }

    /// Adds a client of xe, with the busy and total cycles of its engines.
    private func new(
        _ processId: Int,
        file: Int = 5,
        client: Int = 1,
        _ cycles: [String: Int],
        of total: Int,
        _ more: [String] = []
    ) {
        tree.process(
            processId,
            file: file,
            ["drm-driver:\txe", "drm-client-id:\t\(client)", "drm-pdev:\t0000:03:00.0"]
                + cycles.flatMap { ["drm-cycles-\($0):\t\($1)", "drm-total-cycles-\($0):\t\(total)"] } + more
        )
    }

    // MARK: Utilization

    @Test func theTimeOfEnginesOverTheTimeThatWentByIsUtilization() throws {
        old(4_200_001, ["render": 1000, "copy": 500, "video": 0])
        let device = try #require(i915())
        #expect(device.value(.utilization, at: 0) == nil)
        old(4_200_001, ["render": 1300, "copy": 900, "video": 390])
        let reading = try #require(device.look(at: 0.4)[.utilization])
        // The copy and decode engines were busier, but do not compute.
        #expect(abs(reading.value - 0.75) < 1e-9 && abs(reading.periodSeconds - 0.4) < 1e-9)
        #expect(device.reason(.utilization) == nil)
    }

    @Test func theBusiestClassCounts() throws {
        old(4_200_001, ["render": 0, "compute": 0])
        let device = try #require(i915())
        _ = device.look(at: 0)
        old(4_200_001, ["render": 100, "compute": 800])
        #expect(device.value(.utilization, at: 1) == 0.8)
    }

    @Test func severalClientsAddUpToAtMostOne() throws {
        old(4_200_001, client: 1, ["render": 0])
        old(4_200_002, client: 2, ["render": 0])
        let device = try #require(i915())
        _ = device.look(at: 0)
        old(4_200_001, client: 1, ["render": 300])
        old(4_200_002, client: 2, ["render": 200])
        #expect(device.value(.utilization, at: 1) == 0.5)
        old(4_200_001, client: 1, ["render": 1200])
        old(4_200_002, client: 2, ["render": 1000])
        #expect(device.value(.utilization, at: 2) == 1)
    }

    @Test func theTimeOfSeveralEnginesIsSharedAmongThem() throws {
        old(4_200_001, ["compute": 0], ["drm-engine-capacity-compute:\t4"])
        let device = try #require(i915())
        _ = device.look(at: 0)
        old(4_200_001, ["compute": 2000], ["drm-engine-capacity-compute:\t4"])
        #expect(device.value(.utilization, at: 1) == 0.5)
    }

    @Test func oneClientUnderSeveralFilesCountsOnce() throws {
        func write(_ milliseconds: Int) {
            let memory = ["drm-total-local0:\t1 MiB"]
            old(4_200_001, file: 5, client: 7, ["render": milliseconds], memory)
            old(4_200_001, file: 6, client: 7, ["render": milliseconds], memory)
            old(4_200_009, file: 5, client: 7, ["render": milliseconds], memory)
        }
        write(100)
        let device = try #require(i915())
        _ = device.look(at: 0)
        write(350)
        let readings = device.look(at: 1)
        #expect(readings[.utilization]?.value == 0.25 && readings[.memoryUsedBytes]?.value == 1_048_576)
        #expect(device.processes?.map(\.processId) == [4_200_001])
        #expect(device.processes?.map(\.memoryBytes) == [1_048_576])
    }

    @Test func cyclesCountBesideThoseThatWentBy() throws {
        new(4_200_001, ["rcs": 5000, "ccs": 1000, "bcs": 0], of: 10_000)
        let device = try #require(xe())
        _ = device.look(at: 0)
        new(4_200_001, ["rcs": 5100, "ccs": 1250, "bcs": 900], of: 11_000)
        // Independent of the elapsed time.
        #expect(device.value(.utilization, at: 0.2) == 0.25)
        new(4_200_001, ["rcs": 5900, "ccs": 1250, "bcs": 900], of: 12_000)
        #expect(device.value(.utilization, at: 3) == 0.8)
    }

    @Test func aRoundInWhichTheCyclesBeganAgainSaysNothing() throws {
        new(4_200_001, ["ccs": 1000], of: 4_294_967_000)
        let device = try #require(xe())
        _ = device.look(at: 0)
        new(4_200_001, ["ccs": 1500], of: 700)
        #expect(device.value(.utilization, at: 0.2) == nil)
        new(4_200_001, ["ccs": 1800], of: 1700)
        #expect(device.value(.utilization, at: 0.4) == 0.3)
    }

    @Test func aCounterThatStepsBackHoldsUntilItIsPassed() throws {
        old(4_200_001, ["render": 1000])
        let device = try #require(i915())
        _ = device.look(at: 0)
        old(4_200_001, ["render": 900])
        #expect(device.value(.utilization, at: 1) == 0)
        old(4_200_001, ["render": 1200])
        #expect(device.value(.utilization, at: 2) == 0.2)
    }

    @Test func whereNobodyHasItOpenNothingRuns() throws {
        let device = try #require(i915())
        #expect(device.value(.utilization, at: 0) == nil)
        #expect(device.value(.utilization, at: 1) == 0)
        #expect(device.processes == [])
    }

    @Test func whoIsNotRootIsToldThatOthersAreNotSeen() throws {
        old(4_200_001, ["render": 0])
        _ = i915()
        let device = try #require(tree.devices(asRoot: false).first)
        _ = device.look(at: 0)
        old(4_200_001, ["render": 500])
        #expect(device.value(.utilization, at: 1) == 0.5)
        #expect(device.reason(.utilization)?.contains("seen by root") ?? false)
        #expect(device.reason(.memoryUsedBytes)?.contains("seen by root") ?? false)
    }

    @Test func aDriverThatSaysNothingOfItsEnginesHasNoUtilization() throws {
        old(4_200_001, ["video": 10], ["drm-total-local0:\t1 MiB"])
        let device = try #require(i915())
        _ = device.look(at: 0)
        #expect(device.value(.utilization, at: 1) == nil)
        #expect(device.reason(.utilization)?.contains("does not say") ?? false)
        #expect(device.processes?.count == 1)
    }

    @Test(arguments: [
        ["drm-engine-render:\tabc ns"], ["drm-engine-render:"], ["drm-engine-render"], [":::"],
        ["drm-engine-render:\t99999999999999999999999 ns"],
        ["drm-engine-capacity-render:\t0", "drm-engine-render:\t-4 ns"],
        ["drm-total-local0:\t18446744073709551615 MiB"], ["drm-total-local0:\tnan KiB", "drm-cycles-rcs:\tfive"],
    ])
    func linesThatAreNoneAreLeftOut(lines: [String]) throws {
        tree.process(
            4_200_001,
            file: 5,
            ["drm-driver:\ti915", "drm-pdev:\t0000:03:00.0", "drm-client-id:\t1"] + lines
        )
        let device = try #require(i915())
        for second in 0..<3 {
            for reading in device.look(at: Double(second)).values {
                #expect(reading.value.isFinite && reading.value >= 0)
            }
        }
        #expect(device.value(.utilization, at: 3) == nil && device.processes == [])
    }

    // MARK: Processes and their memory

    @Test func processesComeAndGo() throws {
        old(4_200_001, client: 1, ["render": 5], ["drm-total-local0:\t2048 KiB", "drm-resident-local0:\t1 MiB"])
        let device = try #require(i915())
        _ = device.look(at: 0)
        #expect(device.processes?.map(\.memoryBytes) == [2_097_152])
        old(4_200_002, client: 2, ["render": 5], ["drm-total-local0:\t4194304"])
        // All processes are scanned every other second.
        _ = device.look(at: 1)
        #expect(device.processes?.map(\.processId) == [4_200_001])
        tree.write("", "proc/4200001/fdinfo/5")
        tree.remove("proc/4200001")
        let readings = device.look(at: 2)
        #expect(device.processes?.map(\.processId) == [4_200_002])
        #expect(readings[.memoryUsedBytes]?.value == 4_194_304)
        #expect(device.processes?.map(\.memoryBytes) == [4_194_304] && device.processes?.first?.name == "python3")
    }

    @Test func aFileThatIsAnotherOneByNowIsNoClient() throws {
        old(4_200_001, ["render": 5], ["drm-total-local0:\t1 MiB"])
        let device = try #require(i915())
        _ = device.look(at: 0)
        #expect(device.processes?.count == 1)
        tree.write("pos:\t0\nflags:\t02\n", "proc/4200001/fdinfo/5")
        _ = device.look(at: 1)
        #expect(device.processes == [])
    }

    @Test func whatAnotherClientDidBeforeIsNotCounted() throws {
        old(4_200_001, client: 1, ["render": 1000])
        let device = try #require(i915())
        _ = device.look(at: 0)
        old(4_200_001, client: 2, ["render": 9000])
        #expect(device.value(.utilization, at: 1) == 0)
        #expect(device.value(.utilization, at: 2) == 0)
        old(4_200_001, client: 2, ["render": 9500])
        #expect(device.value(.utilization, at: 3) == 0.5)
    }

    @Test func filesOfOtherKindsAreNotLookedAt() throws {
        old(4_200_001, ["render": 5], ["drm-total-local0:\t1 MiB"])
        tree.remove("proc/4200001/fd/5")
        tree.link("proc/4200001/fd/5", to: "/home/someone/dev/dri/notes")
        let device = try #require(i915())
        _ = device.look(at: 0)
        #expect(device.processes == [])
    }

    @Test func memoryOfXeIsThatOfItsOwnChips() throws {
        let memory = ["drm-total-system:\t64 MiB", "drm-total-gtt:\t192 KiB", "drm-resident-gtt:\t192 KiB"]
        new(
            4_200_001,
            client: 1,
            ["ccs": 5],
            of: 100,
            memory + ["drm-total-vram0:\t24 MiB", "drm-total-vram1:\t8 MiB"]
        )
        new(4_200_001, file: 8, client: 2, ["ccs": 5], of: 100, memory + ["drm-total-vram0:\t32 MiB"])
        let device = try #require(xe())
        #expect(device.value(.memoryUsedBytes, at: 0) == 67_108_864)
        #expect(device.processes?.map(\.memoryBytes) == [67_108_864])
    }

    @Test func graphicsInsideAProcessorUseTheMemoryOfTheMachine() throws {
        tree.process(
            4_200_001,
            file: 5,
            [
                "drm-driver:\ti915", "drm-pdev:\t0000:00:02.0", "drm-client-id:\t1", "drm-engine-render:\t5 ns",
                "drm-total-system0:\t64 MiB", "drm-resident-system0:\t40 MiB",
                "drm-resident-stolen-system0:\t2 MiB",
            ]
        )
        let device = try #require(i915("0x46a6", address: "0000:00:02.0"))
        #expect(device.description.sharesHostMemory && device.description.memoryBytes == nil)
        #expect(device.description.absent["memoryBytes"]?.contains("of the machine") ?? false)
        #expect(device.value(.memoryUsedBytes, at: 0) == nil)
        #expect(device.reason(.memoryUsedBytes)?.contains("of the machine") ?? false)
        #expect(device.processes?.map(\.memoryBytes) == [44_040_192])
        let cpu = DeviceDescription(id: "cpu", kind: .cpu, name: "CPU")
        #expect(DeviceSet.trainers(among: [cpu, device.description]).count == 2)
        let other = DeviceDescription(id: "GPU-1", kind: .nvidia, name: "GPU")
        #expect(DeviceSet.trainers(among: [cpu, other, device.description]).map(\.id) == ["GPU-1"])
    }

    @Test func aCardInThePlaceOfAProcessorsGraphicsIsKnownByItsMemory() throws {
        tree.process(
            4_200_001,
            file: 5,
            ["drm-driver:\txe", "drm-pdev:\t0000:00:02.0", "drm-client-id:\t1", "drm-total-vram0:\t5 MiB"]
        )
        let device = try #require(xe(address: "0000:00:02.0"))
        #expect(device.description.sharesHostMemory)
        #expect(device.value(.memoryUsedBytes, at: 0) == 5_242_880)
        #expect(!device.description.sharesHostMemory)
    }

    // MARK: Sensors

    @Test func everythingOfACardOfI915() throws {
        for (path, text) in [
            "device/hwmon/hwmon1/name": "i915_gt0", "device/hwmon/hwmon1/energy1_input": "1",
            "device/hwmon/hwmon2/name": "i915", "device/hwmon/hwmon2/energy1_input": "7000000",
            "device/hwmon/hwmon2/power1_max": "190000000", "device/hwmon/hwmon2/power1_rated_max": "225000000",
            "device/hwmon/hwmon2/temp1_input": "52000", "gt/gt0/rps_act_freq_mhz": "2050",
            "gt/gt0/rps_RP0_freq_mhz": "2400", "gt_act_freq_mhz": "1300", "gt_max_freq_mhz": "2000",
            "lmem_total_bytes": "17179869184", "device/lmem_total_bytes": "17179869184",
        ] {
            tree.write(text + "\n", "\(Self.card)/\(path)")
        }
        old(4_200_001, ["render": 5], ["drm-total-local0:\t1 MiB"])
        let device = try #require(i915())
        let description = device.description
        #expect(description.kind == .intel && description.name == "Intel GPU 0x56a0" && description.index == 0)
        #expect(description.id == "pci 0000:03:00.0" && !description.sharesHostMemory)
        #expect(description.memoryBytes == 17_179_869_184 && description.powerLimitWatts == 190)
        #expect(description.greatestClockHertz == 2.4e9 && description.absent["memoryBytes"] == nil)
        #expect(
            device.look(at: 0).mapValues(\.value) == [
                .energyJoules: 0, .clockHertz: 2.05e9, .temperatureCelsius: 52, .memoryUsedBytes: 1_048_576,
            ]
        )
        tree.write("9500000\n", "\(Self.folder)/hwmon/hwmon2/energy1_input")
        #expect(device.value(.energyJoules, at: 0.1) == 2.5)
    }

    @Test func everythingOfACardOfXe() throws {
        for (path, text) in [
            "hwmon/hwmon4/name": "xe", "hwmon/hwmon4/energy2_input": "1000000", "hwmon/hwmon4/power1_max": "0",
            "hwmon/hwmon4/power1_rated_max": "150000000", "hwmon/hwmon4/temp2_input": "44000",
            "tile0/gt0/freq0/act_freq": "2850", "tile0/gt0/freq0/rp0_freq": "2900",
            "tile0/physical_vram_size_bytes": "6442450944", "tile1/physical_vram_size_bytes": "6442450944",
        ] {
            tree.write(text + "\n", "\(Self.folder)/\(path)")
        }
        let device = try #require(xe())
        #expect(device.description.powerLimitWatts == 150 && device.description.greatestClockHertz == 2.9e9)
        #expect(device.description.memoryBytes == 12_884_901_888)
        let readings = device.look(at: 0).mapValues(\.value)
        #expect(readings[.clockHertz] == 2.85e9 && readings[.temperatureCelsius] == 44)
        tree.write("3500000\n", "\(Self.folder)/hwmon/hwmon4/energy2_input")
        #expect(device.value(.energyJoules, at: 0.1) == 2.5)
    }

    @Test func anEnergyCounterThatWasResetCountsForNothing() throws {
        tree.write("i915\n", "\(Self.folder)/hwmon/hwmon2/name")
        let path = "\(Self.folder)/hwmon/hwmon2/energy1_input"
        tree.write("9000000\n", path)
        let device = try #require(i915())
        _ = device.look(at: 0)
        tree.write("1000000\n", path)
        #expect(device.value(.energyJoules, at: 0.1) == 0)
        tree.write("2000000\n", path)
        #expect(device.value(.energyJoules, at: 0.2) == 1)
    }

    @Test func withoutItsFilesEachFigureHasItsReason() throws {
        let device = try #require(i915())
        #expect(device.look(at: 0).keys.map(\.self) == [.memoryUsedBytes])
        let description = device.description
        #expect(description.memoryBytes == nil && description.powerLimitWatts == nil)
        #expect(description.greatestClockHertz == nil)
        #expect(description.absent["memoryBytes"]?.contains("only to programs") ?? false)
        #expect(device.reason(.energyJoules) == "the driver has no file energy1_input")
        #expect(device.reason(.temperatureCelsius) == "the driver has no file temp1_input")
        #expect(device.reason(.clockHertz) == "the driver has no file act_freq")
        let others: [Signal] = [
            .powerWatts, .instantPowerWatts, .memoryActivity, .memoryClockHertz, .smActivity, .smOccupancy,
            .tensorActivity, .memoryBandwidthUtilization, .powerThrottledSeconds, .heatThrottledSeconds,
            .hardwareThrottledSeconds, .sentBytes, .receivedBytes,
        ]
        for signal in others { #expect(device.reason(signal) != nil, "\(signal)") }
    }

    @Test func aDeviceThatIsLostIsReadNoMore() throws {
        let device = try #require(i915())
        #expect(!device.look(at: 0).isEmpty)
        tree.remove(Self.card)
        #expect(device.look(at: 1).isEmpty && device.processes == nil)
        #expect(device.reason(.utilization)?.contains("lost") ?? false)
    }
}
