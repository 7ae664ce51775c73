import FoundationEssentials
import HeadroomCore
import TestSupport
import Testing

/// Device that the stand-in for NVIDIA's library shares with `known-laws`, for runs of the release binary.
struct StandInDevice {
    /// Words of `STANDIN_NVML` (Tests/StandInNVML), in addition to the folder of its state.
    var words = "total=8192 reserved=256"
    var environment: [String: String] = [:]

    /// Device memory of `known-laws`: `F + S b` bytes.
    struct Law {
        var fixedBytes: Int
        var bytesPerSample: Int
        /// Fraction that the allocator needs beyond its tensors, and fraction that it reserves beyond its needs.
        var fragmentation = 0.0
        var slack = 0.0
        var contextBytes = 300 << 20

        var options: [String] {
            [
                "--device-bytes", "\(fixedBytes)", "--device-bytes-per-sample", "\(bytesPerSample)",
                "--fragmentation", "\(fragmentation)", "--slack", "\(slack)", "--context-bytes", "\(contextBytes)",
            ]
        }

        /// Memory needed by a step, in whole blocks of 2 MiB.
        func needed(_ batchSize: Int) -> Int {
            let block = 2.0 * 1_048_576
            let tensors = Double(fixedBytes + bytesPerSample * batchSize)
            return Int((tensors * (1 + fragmentation) / block).rounded(.up) * block)
        }

        /// Largest batch size that fits into `room` bytes.
        func largest(in room: Int) -> Int {
            var size = 0
            var stride = 1 << 30
            while stride > 0 {
                if needed(size + stride) <= room { size += stride }
                stride /= 2
            }
            return size
        }
    }

    /// Method of setting the batch size of the training.
    enum BatchSize {
        case argument
        /// It can change its batch size between two steps, like unmodified scripts under the agent, and has this
        /// default.
        case own(Int)

        var options: [String] {
            switch self {
            case .argument: ["--batch-size", "{batch}"]
            case .own(let size): ["--own-batch-size", "\(size)", "--obeys", "1"]
            }
        }
    }

    /// Runs a command of headroom over `known-laws` on the device.
    func measure(
        _ command: [String],
        _ law: Law,
        batchSize: BatchSize = .argument,
        training: [String] = []
    ) async throws -> (result: Command, document: SweepDocument) {
        try await measure(
            command,
            training: [Binaries.knownLaws] + batchSize.options + [
                "--device", "cuda:0", "--limit-seconds", "40", "--fixed-seconds", "0.005", "--start-seconds", "0.4",
            ] + law.options + training
        )
    }

    func measure(
        _ command: [String],
        training: [String]
    ) async throws -> (result: Command, document: SweepDocument) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "standin-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let device = try await StandInLibrary.environment("state=\(folder) \(words)")
        let result = try await Command.run(
            command + ["--no-store", "--export-json", "-", "--"] + training,
            environment: device.merging(environment) { $1 }
        )
        return (result, try JSONDecoder().decode(SweepDocument.self, from: Data(result.output.utf8)))
    }
}
