import FoundationEssentials
import Glibc
import HeadroomCore
import HeadroomNumerics
import TestSupport
import Testing

/// Largest batch size for a device's memory, through the release binary, on a device with known memory and laws.
@Suite(.serialized) struct DeviceFitTests {
    private static let mebibyte = 1 << 20
    /// 1,000 MiB and 20 MiB per sample: 331 samples fit into the 7,636 MiB of 8 GiB that the driver and the context
    /// leave.
    private static let law = StandInDevice.Law(fixedBytes: 1000 * mebibyte, bytesPerSample: 20 * mebibyte)
    private static let room = (8192 - 256 - 300) * mebibyte
    private static let fit = ["fit", "--in-place", "--budget", "60s"]

    /// Twenty linear laws with an allocator's rounding, fragmentation and cached blocks, on cards of 8 to 80 GiB that
    /// other processes may also use.
    @Test(.disabled(if: Needs.isQuick)) func drawnLawsAreFoundInTwoProcesses() async throws {
        var generator = SeededGenerator(seed: 17)
        var starts: [Int] = []
        var failures: [Int] = []
        for _ in 0..<20 {
            let total = [8, 16, 24, 40, 80].randomElement(using: &generator) ?? 8
            let others = Bool.random(using: &generator) ? 0 : Int.random(in: 100...2000, using: &generator)
            let context = Int.random(in: 200...600, using: &generator)
            let room = (total * 1024 - 512 - others - context) * Self.mebibyte
            let fixed = Int(Double(room) * Double.random(in: 0.02...0.8, using: &generator))
            let largest = exp2(Double.random(in: 5...14, using: &generator))
            let law = StandInDevice.Law(
                fixedBytes: fixed,
                bytesPerSample: Int(Double(room - fixed) / largest),
                fragmentation: [0, 0, 0.03, 0.08].randomElement(using: &generator) ?? 0,
                slack: [0, 0, 0.05, 0.15].randomElement(using: &generator) ?? 0,
                contextBytes: context * Self.mebibyte
            )
            let device = StandInDevice(words: "total=\(total * 1024) reserved=512 others=\(others)")
            let (result, document) = try await device.measure(Self.fit, law, batchSize: .own(16))
            #expect(result.status == 0, "\(result.errors)")
            let fits = try #require(document.fits)
            let truth = law.largest(in: room)
            let share = Double(fits.batchSize) / Double(truth)
            #expect(0.98...1 ~= share && fits.verified && fits.limitedBy == .device, "\(fits) of \(truth), \(law)")
            // The law is that of the device, and not of the process, which uses almost no memory.
            let slope = try #require(document.laws.deviceMemory).bytesPerSample
            #expect(abs(slope / (Double(law.bytesPerSample) * (1 + law.fragmentation)) - 1) < 0.05, "\(slope), \(law)")
            let last = try #require(document.trials.last { $0.batchSize == fits.batchSize }?.deviceMemory)
            #expect(last.source == .allocator && last.capacityBytes == room)
            #expect(last.contextBytes == law.contextBytes && last.othersBytes == others * Self.mebibyte)
            starts.append(Set(document.trials.map(\.processId)).count)
            failures.append(document.trials.filter { $0.outcome == .outOfMemory }.count)
        }
        starts.sort()
        failures.sort()
        #expect(starts[10] <= 2 && starts[19] <= 3, "\(starts)")
        #expect(failures[10] <= 1 && failures[19] <= 2, "\(failures)")
    }

    /// A command with the batch size as an argument needs a new process for each.
    @Test func anArgumentNeedsAProcessForEachSize() async throws {
        let (result, document) = try await StandInDevice().measure(Self.fit, Self.law)
        #expect(result.status == 0, "\(result.errors)")
        let fits = try #require(document.fits)
        #expect(325...331 ~= fits.batchSize && fits.limitedBy == .device && fits.outOfMemoryProbes == 0, "\(fits)")
        #expect(document.trials.count <= 4)
        let probabilities = fits.probabilities.map(\.probability)
        #expect(probabilities.min() ?? 1 < 0.2 && probabilities.max() ?? 0 > 0.8, "\(probabilities)")
    }

    @Test(arguments: [
        // Its context cannot be distinguished from its tensors, and is in both values.
        ("none", "total=8192 reserved=256", DeviceMemory.Source.device, 331),
        ("none", "total=8192 reserved=256 namespaces=1", .device, 331),
        ("none", "total=8192 reserved=256 perprocess=0", .device, 331),
        ("pytorch", "total=8192 reserved=256 namespaces=1", .allocator, 331),
        ("tensorflow", "total=8192 reserved=256", .allocator, 331),
        // JAX uses at most three quarters of the card: 6,144 MiB.
        ("jax", "total=8192 reserved=256", .allocator, 257),
    ]) func theMostExactSourceIsTaken(
        allocator: String,
        words: String,
        source: DeviceMemory.Source,
        truth: Int
    ) async throws {
        let (result, document) = try await StandInDevice(words: words).measure(
            Self.fit,
            Self.law,
            training: ["--allocator", allocator]
        )
        #expect(result.status == 0, "\(result.errors)")
        let fits = try #require(document.fits)
        #expect(Double(fits.batchSize) >= 0.98 * Double(truth) && fits.batchSize <= truth, "\(fits)")
        // Whether the driver listed the process at its last reading depends on the time of that reading.
        let sources = document.trials.compactMap(\.deviceMemory?.source)
        let expected: Set<DeviceMemory.Source> = source == .allocator ? [.allocator] : [.driver, .device]
        #expect(expected.isSuperset(of: sources) && !sources.isEmpty, "\(sources)")
        if words.contains("=1") || words.contains("perprocess"), source == .device {
            #expect(sources.allSatisfy { $0 == .device })
            #expect(document.notes.contains { $0.contains("its driver does not name the training's processes") })
        }
        if words.contains("namespaces") { #expect(document.trials.allSatisfy { $0.boundBy != .contended }) }
    }

    @Test func theHostsMemoryMayEndFirst() async throws {
        let options = Self.fit + ["--memory-limit", "300MiB"]
        let device = StandInDevice(words: "total=81920 reserved=256")
        let (_, document) = try await device.measure(options, Self.law, training: ["--bytes-per-sample", "4194304"])
        let fits = try #require(document.fits)
        #expect(fits.limitedBy == .host && 70...75 ~= fits.batchSize, "\(fits)")
        #expect(document.laws.memory != nil && document.laws.deviceMemory != nil)
    }

    /// Without --memory-limit the host's memory is not limited when a device trains; on the CPU it is.
    @Test(arguments: ["cuda:0", "cpu"]) func noLimitIsSetForTheHostThatWasNotAskedFor(device: String) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "limit-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        // The last process writes its limit: before the first one nothing is known of the command.
        let script = "ulimit -d > \(file); exec \(Binaries.knownLaws) --batch-size $0 \"$@\""
        let training = [
            "--device", device, "--bytes-per-sample", "100000", "--training-samples", "64", "--limit-seconds", "40",
        ]
        let (result, document) = try await StandInDevice().measure(
            Self.fit + ["--memory-mode", "data"],
            training: ["sh", "-c", script, "{batch}"] + training
        )
        #expect(result.status == 0 && document.fits?.limitedBy == .data, "\(result.errors)")
        let limit = try String(contentsOfFile: file, encoding: .utf8)
        #expect((limit == "unlimited\n") == (device != "cpu"), "\(limit)")
    }

    @Test func aSmallerCardIsPlayed() async throws {
        for allocator in ["pytorch", "none"] {
            let device = StandInDevice(words: "total=16384 reserved=256")
            let (_, document) = try await device.measure(
                Self.fit + ["--device-memory-limit", "6GiB"],
                Self.law,
                training: ["--allocator", allocator]
            )
            let fits = try #require(document.fits)
            // 6 GiB without the context, and for PyTorch's allocator without the driver's part.
            #expect(225...242 ~= fits.batchSize && fits.limitedBy == .device, "\(allocator) \(fits)")
            #expect(document.trials.allSatisfy { $0.deviceMemory?.capacityBytes ?? 0 <= 6 << 30 })
        }
    }

    @Test func anEvaluationMayTakeMoreOfTheDeviceThanTheSteps() async throws {
        let training = ["--device-evaluation-bytes-per-sample", "\(40 * Self.mebibyte)", "--epoch-steps", "3"]
        let (_, document) = try await StandInDevice().measure(Self.fit, Self.law, training: training)
        let fits = try #require(document.fits)
        #expect(162...165 ~= fits.batchSize && fits.verifiedOver == .evaluation, "\(fits)")
    }

    @Test func theFullestOfSeveralDevicesBinds() async throws {
        let common =
            "\(Binaries.knownLaws) --limit-seconds 40 --fixed-seconds 0.005 --start-seconds 0.4 --batch-size $1"
        let law = { (device: Int, mebibytes: Int) in
            "\(common) --device cuda:\(device) --device-bytes \(1000 << 20) --device-bytes-per-sample \(mebibytes << 20)"
        }
        let script = "trap 'kill 0' TERM; \(law(0, 10)) & \(law(1, 20)) & wait"
        let device = StandInDevice(words: "total=8192 reserved=256 devices=2")
        let (result, document) = try await device.measure(Self.fit, training: ["sh", "-c", script, "sh", "{batch}"])
        #expect(result.status == 0, "\(result.errors)")
        let fits = try #require(document.fits)
        #expect(325...331 ~= fits.batchSize, "\(fits)")
        #expect(document.trials.allSatisfy { $0.deviceMemory?.deviceId?.hasPrefix("GPU-00000001") == true })
    }

    /// A framework that only queues its work is as fast as the device, whose utilization follows the work.
    @Test(arguments: ["0", "20"]) func aTrainingMayQueueItsWork(length: String) async throws {
        let (result, document) = try await StandInDevice().measure(
            ["run", "--hide-output"],
            Self.law,
            batchSize: .own(16),
            training: ["--queue", length, "--steps", "500"]
        )
        let trial = try #require(document.trials.first)
        #expect(result.status == 0 && trial.deviceMemory?.source == .allocator, "\(result.errors)")
        // 16 samples in 5 ms, which keep the device busy from one step to the next.
        #expect(2600...3400 ~= trial.samplesPerSecond?.value ?? 0, "\(trial)")
        #expect(trial.deviceUtilization?.mean ?? 0 > 0.8, "\(trial)")
    }

    // MARK: Errors

    private static let beyond = [
        "sweep", "--in-place", "--budget", "40s", "--precision", "0.5", "--batch-sizes", "100,360",
    ]

    @Test(arguments: [
        ["--allocator", "pytorch"], ["--allocator", "tensorflow"], ["--allocator", "jax"], ["--allocator", "mxnet"],
        ["--out-of-memory-words", "cublas"], ["--out-of-memory-words", "cudnn"], ["--out-of-memory-words", "nccl"],
    ]) func eachLibrarysWordsAreUnderstood(training: [String]) async throws {
        let (_, document) = try await StandInDevice().measure(
            ["run", "--hide-output"],
            Self.law,
            batchSize: .own(360),
            training: training
        )
        let trial = try #require(document.trials.first)
        #expect(trial.outcome == .outOfMemory && trial.outOfMemory?.resource == .device, "\(trial)")
    }

    @Test func aDriverThatSpillsIntoTheHostsMemoryMakesNoLargerBatchFit() async throws {
        let training = ["--spill", "1", "--seconds-per-sample", "0.0001"]
        let (_, document) = try await StandInDevice().measure(Self.beyond, Self.law, training: training)
        let trial = try #require(document.trials.first { $0.batchSize == 360 })
        #expect(trial.outcome == .outOfMemory, "\(trial)")
        #expect(trial.outOfMemory?.evidence.first?.contains("its driver moves memory to the host") == true)
        #expect(document.fits?.batchSize ?? 0 <= 331)
    }

    /// Another program takes two GiB during the search: it finds what fits then, and reports the change.
    @Test func anotherProgramMayTakeMemoryMeanwhile() async throws {
        let device = StandInDevice(words: "total=8192 reserved=256 intruder=4:2000")
        let (_, document) = try await device.measure(Self.fit, Self.law, training: ["--start-seconds", "1"])
        let fits = try #require(document.fits)
        #expect(fits.batchSize <= 231 && Double(fits.batchSize) >= 0.98 * 231, "\(fits)")
        #expect(document.notes.contains { $0.contains("other programs took") }, "\(document.notes)")
    }

    @Test func memoryThatTheAllocatorCannotUseHasARemedy() async throws {
        var law = Self.law
        law.fragmentation = 0.2
        let (_, document) = try await StandInDevice().measure(Self.fit, law)
        #expect(document.remedies.contains { $0.contains("expandable_segments") }, "\(document.remedies)")
    }

    /// No batch size does better on a broken device: the sweep ends, and its measurements are kept.
    @Test func aBrokenDeviceEndsTheSearch() async throws {
        let (result, document) = try await StandInDevice().measure(
            Self.fit,
            Self.law,
            training: ["--xid-step", "3", "--fixed-seconds", "0.2"]
        )
        let reason = "the device failed: its memory has an error"
        #expect(result.status == 3 && result.errors.contains(reason), "\(result.errors)")
        #expect(document.trials.last?.outcome == .failed)
    }
}
