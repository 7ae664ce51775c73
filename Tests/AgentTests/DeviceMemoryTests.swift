import FoundationEssentials
import HeadroomEvents
import Subprocess
import TestSupport
import Testing

/// The agent's reports of allocator memory, with simulated devices.
@Suite(.serialized, .disabled(if: Needs.isQuick)) struct DeviceMemoryTests {
    /// Calls to the devices of `torch_device_memory.py`.
    private struct Calls: Decodable {
        /// Device index of each call.
        var statistics: [Int]
        var free: [Int]
        var reset: [Int]
        /// Device index, and the bytes that its allocator may use.
        var fraction: [[Int]]

        init(_ line: Substring?) throws {
            let text = try #require(line, "the script printed nothing")
            self = try JSONDecoder().decode(Calls.self, from: Data(text.utf8))
        }
    }

    private static func memoryLines(
        _ lines: some Sequence<RecordedLine>,
        of device: String = "cuda:0"
    ) -> [RecordedLine] {
        lines.filter { $0.event == "memory" && $0.device == device }
    }

    /// A training with steps of one size, and an evaluation with larger batches after its eighth step.
    @Test func onlyChangesAreWrittenAheadOfTheirLine() async throws {
        let run = try await RecordedRun("torch_device_memory", "plain")
        #expect(run.lines.prefix(3).map(\.event) == ["hello", "memory", "step"])
        let course = run.lines.filter { $0.event == "memory" || $0.event == "phase" }
        let named = course.map { "\($0.phase ?? $0.event) \($0.step ?? -1)" }
        #expect(named == ["memory 1", "evaluation 8", "memory 8", "training 8"])
        let memory = Self.memoryLines(run.lines)
        #expect(memory.map(\.allocatedBytes) == [42_000, 60_000])
        #expect(memory.map(\.reservedBytes) == [84_000, 120_000])
        #expect(memory.map(\.fragmentedBytes) == [42_000, 60_000])
        #expect(memory.map(\.capacityBytes) == [900_000, 900_000])
        #expect(memory.map(\.allocationRetries) == [0, 0])
        #expect(run.counted == [16, 512])
    }

    /// Asking the driver for the free memory of a device creates a context on it, which takes memory.
    @Test func eachDeviceInUseIsReportedAndTheOthersAreLeftAlone() async throws {
        let run = try await RecordedRun("torch_device_memory", "several")
        #expect(Self.memoryLines(run.lines).map(\.allocatedBytes) == [42_000, 60_000])
        #expect(Self.memoryLines(run.lines, of: "cuda:1").map(\.allocatedBytes) == [26_000, 35_000])
        #expect(Self.memoryLines(run.lines, of: "cuda:2").isEmpty)
        let calls = try Calls(run.output.last)
        #expect(Set(calls.free) == [0, 1])
    }

    /// Until a step has the new size, the peaks are those of the old one, which are larger here.
    @Test func thePeaksBeginAnewWithTheBatchSize() async throws {
        let run = try await RecordedRun("torch_device_memory", "several", variables: ["RECORD_SET": "64"])
        let change = try #require(run.lines.firstIndex { $0.event == "batchSize" })
        #expect(run.lines[change].batchSize == 64)
        #expect(Self.memoryLines(run.lines[..<change]).map(\.allocatedBytes) == [42_000, 60_000])
        let after = run.lines[change...]
        #expect(Self.memoryLines(after).map(\.allocatedBytes) == [74_000])
        #expect(Self.memoryLines(after).map(\.reservedBytes) == [148_000])
        #expect(Self.memoryLines(after, of: "cuda:1").map(\.allocatedBytes) == [42_000])
        let calls = try Calls(run.output.last)
        #expect(calls.reset == [0, 1, 2])
    }

    /// Keras's fit does not report phases, but its evaluations are included in the peaks.
    @Test(.enabled(if: Needs.has("keras", in: "pytorch"))) func aFitOfKerasIsReportedAsWell() async throws {
        let run = try await RecordedRun("torch_device_memory", "keras")
        #expect(Self.memoryLines(run.lines).map(\.allocatedBytes) == [42_000, 60_000])
        #expect(run.counted == [16, 512])
    }

    @Test func statisticsThatFailAreNotAskedForAgain() async throws {
        let run = try await ScriptRun(
            Script(framework: "pytorch", name: "torch_device_memory", kind: "failing"),
            variables: ["HEADROOM_BATCH_SIZE_SET_BY": "none"],
            agentFails: true
        )
        let end = run.events.lazy.compactMap { if case .end(let end) = $0 { end } else { nil } }.first
        #expect(end == EndEvent(step: 16, totalSamples: 512), "the steps are reported nevertheless")
        #expect(Self.memoryEvents(run).map(\.allocatedBytes) == [42_000])
        let complaints = run.error.split(separator: "\n").filter { $0.contains("the memory is not reported any more") }
        #expect(complaints.count == 1, "\(run.error)")
        let calls = try Calls(run.output.split(separator: "\n").last)
        #expect(calls.statistics.count == 7)
    }

    @Test func aCapacityThatIsNotKnownIsLeftOut() async throws {
        let run = try await RecordedRun("torch_device_memory", "no-capacity")
        #expect(Self.memoryLines(run.lines).map(\.allocatedBytes) == [42_000, 60_000])
        #expect(Self.memoryLines(run.lines).allSatisfy { $0.capacityBytes == nil })
        let calls = try Calls(run.output.last)
        #expect(calls.free == [0])
    }

    /// Other processes use 100,000 of a device's 1,000,000 bytes; with `fraction` the script limits the allocator to
    /// half.
    @Test(
        arguments: [
            ("plain", 500_000, 400_000), ("alone", 500_000, 400_000), ("fraction", 500_000, 250_000),
            ("alone", 50_000, 0), ("alone", 2_000_000, 900_000), ("fraction", nil, 500_000),
        ] as [(String, Int?, Int)]
    )
    func theAllocatorTakesWhatOthersLeaveOfASmallerDevice(kind: String, limit: Int?, capacity: Int) async throws {
        let run = try await RecordedRun(
            "torch_device_memory",
            kind,
            variables: ["HEADROOM_DEVICE_MEMORY_BYTES": limit.map { String($0) }]
        )
        #expect(Self.memoryLines(run.lines).map(\.capacityBytes) == [capacity, capacity])
        let calls = try Calls(run.output.last)
        #expect(calls.fraction.last == [0, capacity])
        #expect(calls.fraction.allSatisfy { $0.first == 0 }, "other devices have no context")
    }

    /// Their values rise with each reading.
    @Test(arguments: [("jax", 2_000), ("tensorflow", 1_000)])
    func otherFrameworksReportTheirPeaks(framework: String, first: Int) async throws {
        let kinds = [framework] + (Needs.has("keras", in: framework) ? ["keras-\(framework)"] : [])
        for kind in kinds {
            let run = try await ScriptRun(
                Script(framework: framework, name: "device_memory", kind: kind),
                variables: ["HEADROOM_BATCH_SIZE_SET_BY": "none"]
            )
            let memory = Self.memoryEvents(run)
            let allocated = memory.compactMap(\.allocatedBytes)
            #expect(allocated.first == first && allocated == Set(allocated).sorted(), "\(kind): \(allocated)")
            #expect(memory.allSatisfy { $0.device == "gpu:0" && $0.reservedBytes == nil })
            #expect(memory.allSatisfy { $0.capacityBytes == (framework == "jax" ? 50_000 : nil) })
        }
    }

    @Test func devicesWithoutFiguresAreAskedOnce() async throws {
        let run = try await ScriptRun(
            Script(framework: "jax", name: "device_memory", kind: "none"),
            variables: ["HEADROOM_BATCH_SIZE_SET_BY": "none"]
        )
        #expect(Self.memoryEvents(run).isEmpty)
        #expect(run.output.contains("asked 1 1"), "\(run.output)")
    }

    /// JAX cannot reset its peak: at another batch size it is known once it has risen.
    @Test func aPeakThatIsOfTheBatchSizeBeforeIsLeftOut() async throws {
        let run = try await ScriptRun(
            Script(framework: "jax", name: "device_memory", kind: "reset"),
            variables: ["HEADROOM_BATCH_SIZE_SET_BY": "none"]
        )
        #expect(run.output.contains("allocated 3000 None 5000"), "\(run.output)")
    }

    private static func memoryEvents(_ run: ScriptRun) -> [MemoryEvent] {
        run.events.compactMap { if case .memory(let memory) = $0 { memory } else { nil } }
    }
}
