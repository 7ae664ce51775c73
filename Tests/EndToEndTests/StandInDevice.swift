import FoundationEssentials
import HeadroomCore
import TestSupport
import Testing

/// A device that the library which stands in for NVIDIA's shares with `known-laws`, and the release binary beside it.
struct StandInDevice {
    /// The words of `STANDIN_NVML` (Tests/StandInNVML) beside the folder of its state.
    var words = "total=8192 reserved=256"
    var environment: [String: String] = [:]

    /// What `known-laws` takes of the device: `F + S b` bytes.
    struct Law {
        var fixedBytes: Int
        var bytesPerSample: Int
        /// By how much the allocator needs more than its tensors have, and holds more than it needs.
        var fragmentation = 0.0
        var slack = 0.0
        var contextBytes = 300 << 20

        var options: [String] {
            [
                "--device-bytes", "\(fixedBytes)", "--device-bytes-per-sample", "\(bytesPerSample)",
                "--fragmentation", "\(fragmentation)", "--slack", "\(slack)", "--context-bytes", "\(contextBytes)",
            ]
        }

        /// What a step needs, in whole blocks of 2 MiB.
        func needed(_ batchSize: Int) -> Int {
            let block = 2.0 * 1_048_576
            let tensors = Double(fixedBytes + bytesPerSample * batchSize)
            return Int((tensors * (1 + fragmentation) / block).rounded(.up) * block)
        }

        /// The largest batch size that fits into so many bytes.
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

    /// How the training is given its batch size.
    enum BatchSize {
        case argument
        /// It takes another one between two steps, as the agent lets unchanged scripts, and has this one by itself.
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
