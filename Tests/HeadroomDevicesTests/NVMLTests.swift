import HeadroomCore
import HeadroomDevices
import Testing

/// Signals of a history that have readings.
private func known(_ history: DeviceHistory) -> Set<Signal> { Set(history.traces.keys) }

private let basic: Set<Signal> = [
    .utilization, .memoryUsedBytes, .memoryReservedBytes, .powerWatts, .instantPowerWatts, .energyJoules, .clockHertz,
    .memoryClockHertz, .temperatureCelsius, .powerThrottledSeconds, .heatThrottledSeconds, .hardwareThrottledSeconds,
    .sentBytes, .receivedBytes,
]
private let performance: Set<Signal> = [.smActivity, .smOccupancy, .tensorActivity, .memoryBandwidthUtilization]

@Suite(.serialized) struct NVMLTests {
    @Test func everySignalOfADeviceIsRead() async throws {
        let device = try #require(try await StandIn.devices("gpm=1").first)
        let history = try await StandIn.history(of: device, seconds: 0.8)
        #expect(known(history) == basic.union(performance))
        let description = history.description
        #expect(description.kind == .nvidia && description.name == "Stand-in 0")
        #expect(description.id == "GPU-00000000-0000-0000-0000-000000000000")
        #expect(description.memoryBytes == 80 << 30 && description.powerLimitWatts == 700)
        #expect(description.absent.isEmpty)
        // Version 2 reports the driver's own memory separately.
        #expect(history.latest(.memoryUsedBytes) == Double(20 << 30))
        #expect(history.latest(.memoryReservedBytes) == Double(1 << 30))
        #expect(history.latest(.clockHertz) == 1.2e9 && history.latest(.temperatureCelsius) == 61)
        #expect(history.processes?.map(\.processId) == [1])
        #expect(history.processes?.first?.memoryBytes == 3 << 30)
    }

    @Test func ofEightDevicesEachIsRead() async throws {
        let devices = try await StandIn.devices("devices=8")
        #expect(Set(devices.map(\.description.id)).count == 8)
        for device in devices {
            var readings: [Reading] = []
            device.read(at: StandIn.monotonicSeconds(), into: &readings)
            #expect(readings.contains { $0.signal == .memoryUsedBytes })
        }
    }

    // MARK: Values from known signals

    @Test func aSquareWaveOfUtilizationHasItsMeanAndItsEnds() async throws {
        let device = try #require(try await StandIn.devices("square=0.5").first)
        let started = StandIn.monotonicSeconds()
        let history = try await StandIn.history(of: device, seconds: 4.2)
        // Three whole periods, six samples a second; one more or less at the ends is a twentieth.
        let distribution = try #require(history.distribution(of: .utilization, in: started + 1...started + 4))
        #expect(abs(distribution.mean - 0.5) < 0.1, "\(distribution)")
        #expect(distribution.p10 < 0.05 && distribution.p90 > 0.95, "\(distribution)")
    }

    @Test func theIntegralOfAPowerRampIsTheEnergyCountersRise() async throws {
        let device = try #require(try await StandIn.devices("ramp=50").first)
        let started = StandIn.monotonicSeconds()
        let history = try await StandIn.history(of: device, seconds: 3)
        let window = started + 0.5...started + 2.5
        // 100 + 50 t watts from 0.5 to 2.5 s: 200 + 25 (6.25 - 0.25) joules.
        let energy = try #require(history.energyJoules(in: window))
        #expect(abs(energy / 350 - 1) < 0.02, "\(energy)")
        let integrated = try #require(history.distribution(of: .instantPowerWatts, in: window)).mean * 2
        #expect(abs(integrated / energy - 1) < 0.03, "\(integrated)")
    }

    @Test func theShareOfTimeInThrottlingIsTheCountersRise() async throws {
        let device = try #require(try await StandIn.devices("throttle=0.3").first)
        let started = StandIn.monotonicSeconds()
        let history = try await StandIn.history(of: device, seconds: 1.5)
        let share = try #require(history.share(of: .powerThrottledSeconds, in: started + 0.2...started + 1.3))
        #expect(abs(share - 0.3) < 0.02)
        #expect(history.share(of: .heatThrottledSeconds, in: started + 0.2...started + 1.3) == 0)
    }

    @Test func withoutItsCountersThrottlingIsAddedUpFromLooks() async throws {
        let device = try #require(
            try await StandIn.devices("throttle=1", without: ["nvmlDeviceGetFieldValues"]).first
        )
        let started = StandIn.monotonicSeconds()
        let history = try await StandIn.history(of: device, seconds: 1.5)
        let share = try #require(history.share(of: .powerThrottledSeconds, in: started + 0.2...started + 1.3))
        #expect(abs(share - 1) < 0.02)
        #expect(history.latest(.powerWatts) == 100 && history.energyJoules(in: started + 0.2...started + 1.3) != nil)
    }

    @Test func aCounterThatBeginsAgainGoesOnRising() async throws {
        let device = try #require(try await StandIn.devices("wrap=1").first)
        let started = StandIn.monotonicSeconds()
        let history = try await StandIn.history(of: device, seconds: 1.5)
        let rate = try #require(history.share(of: .sentBytes, in: started + 0.2...started + 1.3))
        #expect(abs(rate / 1e8 - 1) < 0.02, "\(rate)")
    }

    @Test func aMetricOfTheMultiprocessorsIsTheMeanBetweenTwoSamples() async throws {
        let device = try #require(try await StandIn.devices("gpm=1 square=0.5").first)
        let started = StandIn.monotonicSeconds()
        let history = try await StandIn.history(of: device, seconds: 4.2)
        let window = started + 0.1...started + 4.1
        let activity = try #require(history.distribution(of: .smActivity, in: window))
        #expect(abs(activity.mean - 0.3) < 0.04, "\(activity)")
        let tensor = try #require(history.distribution(of: .tensorActivity, in: window))
        #expect(abs(tensor.mean / activity.mean - 1 / 3) < 0.01)
    }

    // MARK: Missing or failing functions

    /// Functions that a driver may lack, with the signals that are then unknown.
    static let functions: [(String, Set<Signal>)] = [
        ("nvmlErrorString", []), ("nvmlSystemGetDriverVersion", []), ("nvmlDeviceGetUUID", []),
        ("nvmlDeviceGetName", []), ("nvmlDeviceGetPciInfo_v3", []), ("nvmlDeviceGetCudaComputeCapability", []),
        ("nvmlDeviceGetUtilizationRates", []), ("nvmlDeviceGetSamples", []), ("nvmlDeviceGetMemoryInfo", []),
        ("nvmlDeviceGetMemoryInfo_v2", [.memoryReservedBytes]), ("nvmlDeviceGetPowerUsage", []),
        ("nvmlDeviceGetEnforcedPowerLimit", []), ("nvmlDeviceGetTotalEnergyConsumption", []),
        ("nvmlDeviceGetFieldValues", [.instantPowerWatts, .sentBytes, .receivedBytes]),
        ("nvmlDeviceGetClockInfo", [.clockHertz, .memoryClockHertz]), ("nvmlDeviceGetMaxClockInfo", []),
        ("nvmlDeviceGetTemperature", [.temperatureCelsius]), ("nvmlDeviceGetCurrentClocksEventReasons", []),
        ("nvmlDeviceGetComputeRunningProcesses_v3", []), ("nvmlDeviceGetGraphicsRunningProcesses_v3", []),
        ("nvmlDeviceGetMigMode", []), ("nvmlDeviceGetMaxMigDeviceCount", []),
        ("nvmlDeviceGetMigDeviceHandleByIndex", []), ("nvmlDeviceGetGpuInstanceId", []),
        ("nvmlGpmQueryDeviceSupport", performance), ("nvmlGpmSampleAlloc", performance),
        ("nvmlGpmSampleFree", []), ("nvmlGpmSampleGet", performance), ("nvmlGpmMigSampleGet", []),
        ("nvmlGpmMetricsGet", performance), ("nvmlShutdown", []),
    ]

    @Test(arguments: functions)
    func withoutAFunctionTheRestGoesOn(function: String, lost: Set<Signal>) async throws {
        let device = try #require(try await StandIn.devices("gpm=1", without: [function]).first)
        let history = try await StandIn.history(of: device, seconds: 0.5)
        let missing = basic.union(performance).subtracting(known(history))
        #expect(missing == lost, "\(function)")
        for signal in lost where signal != .memoryReservedBytes {
            #expect(history.description.absent[signal.rawValue] != nil, "\(signal) has no reason")
        }
    }

    @Test(arguments: ["nvmlInit_v2", "nvmlDeviceGetCount_v2", "nvmlDeviceGetHandleByIndex_v2"])
    func withoutTheFirstFunctionsItIsNoSuchLibrary(function: String) async throws {
        await #expect(throws: DeviceProblem.self) { try await StandIn.devices(without: [function]) }
    }

    @Test(arguments: [1, 2, 3, 4, 6, 7, 13, 18, 25, 999])
    func aFunctionThatRefusesLeavesItsFieldNull(code: Int) async throws {
        let names = Self.functions.map(\.0).filter { $0.hasPrefix("nvmlDevice") || $0.hasPrefix("nvmlGpm") }
        for name in names where !name.hasPrefix("nvmlGpmSampleFree") {
            let device = try #require(try await StandIn.devices("gpm=1 fail=\(code):\(name)").first)
            var readings: [Reading] = []
            for round in 0..<3 { device.read(at: StandIn.monotonicSeconds() + Double(round), into: &readings) }
            #expect(readings.allSatisfy { $0.value.isFinite && $0.value >= 0 }, "\(name)")
            #expect(readings.contains { $0.signal == .powerWatts }, "\(name)")
        }
    }

    @Test func aRefusalHasItsReason() async throws {
        let device = try #require(try await StandIn.devices("fail=4:nvmlDeviceGetTemperature").first)
        let history = try await StandIn.history(of: device, seconds: 0.2)
        #expect(history.description.absent["temperatureCelsius"] == "not permitted to this user")
        #expect(history.latest(.clockHertz) == 1.2e9)
    }

    @Test(arguments: [
        (9, "is not loaded"), (4, "may not be used by this user"), (18, "different versions"), (999, "does not start"),
    ])
    func whatTheFirstCallReturnsIsExplained(code: Int, words: String) async throws {
        do {
            _ = try await StandIn.devices("init=\(code)")
            Issue.record("code \(code) was taken for success")
        } catch let problem as DeviceProblem {
            #expect(problem.description.contains(words) && problem.remedy != nil)
        }
    }

    @Test func withoutALibraryItIsSaidWhatToDo() async throws {
        do {
            _ = try NVMLInventory.open(paths: ["/nowhere/libnvidia-ml.so.1"])
            Issue.record("a library that is not there was opened")
        } catch {
            #expect(error.description.contains("was not found") && error.remedy?.contains("driver") ?? false)
        }
    }

    // MARK: Kinds of devices

    @Test func allOnesOfWSLAreNoNumbers() async throws {
        let device = try #require(try await StandIn.devices("wsl=1").first)
        let history = try await StandIn.history(of: device, seconds: 0.5)
        #expect(history.latest(.utilization) == nil && history.latest(.memoryUsedBytes) == nil)
        #expect(history.latest(.powerWatts) == nil && history.latest(.energyJoules) == nil)
        #expect(history.description.memoryBytes == nil && history.description.powerLimitWatts == nil)
        #expect(history.processes?.map(\.memoryBytes) == [nil])
    }

    @Test func slicesStandForTheGPUThatTheyAreOf() async throws {
        let devices = try await StandIn.devices("devices=2 mig=2 gpm=1")
        #expect(devices.map(\.description.id).map { $0.prefix(4) } == ["MIG-", "MIG-", "GPU-"])
        let history = try await StandIn.history(of: devices[0], seconds: 0.6)
        #expect(history.latest(.utilization) == nil && history.latest(.smActivity) != nil)
        #expect(history.description.absent["utilization"]?.contains("MIG") ?? false)
        #expect(history.latest(.memoryUsedBytes) != nil)
    }

    @Test func aDeviceThatIsLostIsReadNoMore() async throws {
        let devices = try await StandIn.devices("devices=2 lost=0.6")
        let lost = try await StandIn.history(of: devices[1], seconds: 1.2)
        #expect(lost.description.absent["powerWatts"]?.contains("lost") ?? false)
        #expect(lost.processes == nil && lost.latest(.powerWatts) != nil)
        var readings: [Reading] = []
        devices[1].read(at: StandIn.monotonicSeconds(), into: &readings)
        #expect(readings.isEmpty)
        devices[0].read(at: StandIn.monotonicSeconds(), into: &readings)
        #expect(!readings.isEmpty)
    }

    @Test func samplesFromAClockThatIsAheadAreNotTaken() async throws {
        let device = try #require(try await StandIn.devices("skew=100").first)
        let history = try await StandIn.history(of: device, seconds: 0.8)
        #expect(history.latest(.utilization) == nil && history.latest(.powerWatts) != nil)
    }
}

@Suite struct VisibleDevicesTests {
    /// Three whole devices, and one divided in two.
    private let devices = [
        ("GPU-aa11", 0), ("GPU-aa22", 1), ("GPU-bb33", 2), ("MIG-GPU-cc/1/0", 3), ("MIG-GPU-cc/2/0", 3),
    ]
    .map { DeviceDescription(id: $0.0, kind: .nvidia, name: "one kind", index: $0.1) }

    @Test(
        arguments: [
            (nil, ["GPU-aa11", "GPU-aa22", "GPU-bb33", "MIG-GPU-cc/1/0", "MIG-GPU-cc/2/0"]), ("", []),
            ("0", ["GPU-aa11"]),
            ("2,0", ["GPU-bb33", "GPU-aa11"]), ("1, 2", ["GPU-aa22", "GPU-bb33"]), ("GPU-bb", ["GPU-bb33"]),
            ("GPU-aa", []), ("0,-1,1", ["GPU-aa11"]), ("-1", []), ("0,9,1", ["GPU-aa11"]), ("0,0", ["GPU-aa11"]),
            ("MIG-GPU-cc/2/0", ["MIG-GPU-cc/2/0"]), ("3", ["MIG-GPU-cc/1/0"]), ("MIG-GPU-cc", []), ("none", []),
            ("GPU-", []),
        ] as [(String?, [String])]
    )
    func theVariableChooses(value: String?, chosen: [String]) {
        #expect(VisibleDevices(value).filter(devices, by: { $0 }).map(\.id) == chosen)
    }

    @Test func numbersOfDevicesOfSeveralKindsAreAmbiguous() {
        var devices = devices
        #expect(VisibleDevices("1").ambiguity(among: devices) == nil)
        devices[1].name = "another kind"
        #expect(VisibleDevices("0, 1").ambiguity(among: devices)?.contains("CUDA_VISIBLE_DEVICES=0, 1") == true)
        #expect(VisibleDevices("1", order: "PCI_BUS_ID").ambiguity(among: devices) == nil)
        #expect(VisibleDevices("GPU-aa22").ambiguity(among: devices) == nil)
        #expect(VisibleDevices("-1").ambiguity(among: devices) == nil)
        #expect(VisibleDevices(nil).ambiguity(among: devices) == nil)
    }
}
