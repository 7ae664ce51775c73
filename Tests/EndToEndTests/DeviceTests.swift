import FoundationEssentials
import HeadroomCore
import TestSupport
import Testing

/// The release binary on machines with GPUs, simulated by the stand-in for NVIDIA's library.
@Suite(.serialized) struct DeviceTests {
    private func run(
        _ answers: String,
        _ options: [String] = ["run", "--hide-output"],
        laws: [String] = ["--steps", "500", "--fixed-seconds", "0.006"],
        environment: [String: String] = [:]
    ) async throws -> (result: Command, document: SweepDocument) {
        let command = ["--", Binaries.knownLaws, "--batch-size"]
        let size = options[0] == "run" ? "16" : "{batch}"
        let result = try await Command.run(
            options + ["--no-store", "--export-json", "-"] + command + [
                size, "--limit-seconds", "40", "--device", "cuda:0",
            ] + laws,
            environment: try await StandInLibrary.environment(answers).merging(environment) { $1 }
        )
        return (result, try JSONDecoder().decode(SweepDocument.self, from: Data(result.output.utf8)))
    }

    @Test func aRunOnAGPUHasItsFigures() async throws {
        let (result, document) = try await run("children=1 gpm=1")
        #expect(result.status == 0, "\(result.errors)")
        #expect(document.machine.devices == ["Stand-in 0"] && document.machine.driver == "999.1")
        let trial = try #require(document.trials.first)
        let device = try #require(trial.devices.first)
        #expect(trial.devices.count == 1 && device.kind == .nvidia && device.otherProcesses == [])
        #expect(abs(try #require(trial.deviceUtilization).mean - 0.5) < 0.01)
        #expect(trial.smActivity != nil && trial.smOccupancy != nil && trial.memoryBandwidthUtilization != nil)
        #expect(abs(try #require(trial.averagePowerWatts) - 100) < 1)
        // 100 W divided by 16 samples per step.
        let step = try #require(trial.stepSeconds).mean
        #expect(abs(try #require(trial.joulesPerSample) / (100 * step / 16) - 1) < 0.02)
        #expect(trial.peakDeviceMemoryBytes == 1 << 30)
    }

    @Test func ofSeveralOnlyTheVisibleOnesAreWatched() async throws {
        let chosen = ["CUDA_VISIBLE_DEVICES": "2,GPU-00000001", "CUDA_DEVICE_ORDER": "PCI_BUS_ID"]
        let (result, document) = try await run("children=1 devices=4", environment: chosen)
        #expect(result.status == 0, "\(result.errors)")
        #expect(document.machine.devices == ["Stand-in 2", "Stand-in 1"])
        #expect(document.trials.first?.devices.map(\.name) == ["Stand-in 2", "Stand-in 1"])
        // The power of several devices is added.
        #expect(abs(try #require(document.trials.first?.averagePowerWatts) - 200) < 2)
        let unclear = try await run("children=1 devices=4", environment: ["CUDA_VISIBLE_DEVICES": "2"])
        #expect(unclear.document.machine.devices.count == 4 && unclear.result.errors.contains("CUDA_DEVICE_ORDER"))
        let none = try await run("children=1 devices=4", environment: ["CUDA_VISIBLE_DEVICES": ""])
        #expect(none.document.trials.first?.devices.map(\.kind) == [.cpu])
    }

    @Test func theEnergyOfASweepFollowsItsLaw() async throws {
        let options = [
            "sweep", "--budget", "25s", "--batch-sizes", "4,16,64", "--objective", "energy", "--price", "$3.6/h",
        ]
        let laws = ["--fixed-seconds", "0.004", "--seconds-per-sample", "0.0002"]
        let (result, document) = try await run("children=1", options, laws: laws)
        #expect(result.status == 0, "\(result.errors)")
        let law = try #require(document.laws.energy)
        // 100 W times the law of the step time; the step time itself is not tested here.
        let time = try #require(document.laws.time)
        #expect(abs(law.fixedJoules / (100 * time.fixedSeconds) - 1) < 0.15, "\(law) \(time)")
        #expect(abs(law.joulesPerSample / (100 * time.secondsPerSample) - 1) < 0.15, "\(law) \(time)")
        #expect(document.recommendation?.batchSize == 64 && document.recommendation?.limitedBy == .objective)
        #expect(document.price == Price(perHour: 3.6, currency: "$"))
        for point in document.points {
            let price = try #require(point.pricePerMillionSamples)
            #expect(abs(price * point.samplesPerSecond.value / 1000 - 1) < 1e-9)
        }
    }

    @Test func aDeviceThatIsLostInTheMiddleLosesNoRun() async throws {
        let (result, document) = try await run("children=1 devices=2 lost=1.5")
        #expect(result.status == 0, "\(result.errors)")
        let trial = try #require(document.trials.first)
        #expect(trial.samplesPerSecond != nil && trial.outcome == .completed)
        // Its readings until then are kept; the other device continues to be read.
        #expect(trial.devices.contains { $0.name == "Stand-in 0" && $0.averagePowerWatts != nil })
    }

    @Test(arguments: [("init=9", "is not loaded"), ("init=4", "may not be used"), ("init=18", "different versions")])
    func aDriverThatCannotBeUsedIsNoEnd(answers: String, says: String) async throws {
        let doctor = try await Command.run(["doctor"], environment: try await StandInLibrary.environment(answers))
        #expect((doctor.output + doctor.errors).contains(says), "\(doctor)")
        let (result, document) = try await run(answers, laws: ["--steps", "100", "--fixed-seconds", "0.004"])
        #expect(result.status == 0 && document.trials.first?.devices.map(\.kind) == [.cpu])
    }
}
