import FoundationEssentials
import HeadroomTrials
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// Line of the event protocol as the agent wrote it, with the fields used in these tests.
struct RecordedLine: Decodable {
    var event: String
    var step: Int?
    var totalSamples: Int?
    var steps: Int?
    var samples: Int?
    var batchSize: Int?
    var leastBatchSize: Int?
    var shortSteps: Int?
    var shortSamples: Int?
    var phase: String?
    var shortened: Bool?
    var ownBatchSize: Int?
    var batchSizeSetBy: String?
    var samplesUnknown: String?
    var variableBatchSize: Bool?
    var device: String?
    var allocatedBytes: Int?
    var reservedBytes: Int?
    var fragmentedBytes: Int?
    var capacityBytes: Int?
    var allocationRetries: Int?
}

/// Completed run of a script of `Scripts` under the agent, with every line that the agent wrote and the script's
/// output.
struct RecordedRun {
    let lines: [RecordedLine]
    /// Output of the script itself.
    let output: [Substring]

    var hello: RecordedLine? { lines.first { $0.event == "hello" } }
    var steps: [RecordedLine] { lines.filter { $0.event == "step" } }
    /// Last counters, from the line `end`.
    var counted: [Int?] { lines.filter { $0.event == "end" }.flatMap { [$0.step, $0.totalSamples] } }
    /// Steps and samples as counted by the script.
    var own: [Int?] { (output.last ?? "").split(separator: " ").dropFirst().map { Int($0) } }
    /// Phases and ends of epochs, in order, each with its step: `epoch 32`, `evaluation 32`, `training 32`.
    var course: [String] {
        lines.filter { $0.event == "phase" || $0.event == "epoch" }.map { "\($0.phase ?? "epoch") \($0.step ?? -1)" }
    }

    init(_ script: String, _ arguments: String..., variables: [Environment.Key: String?] = [:]) async throws {
        let folder = try AgentTests.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let agent: [Environment.Key: String?] = [
            "PYTHONPATH": try PythonAgent(in: folder).environment(inherited: [:])["PYTHONPATH"],
            "HEADROOM_EVENTS": nil, "HEADROOM_BATCH_SIZE": nil, "HEADROOM_BATCH_SIZE_SET_BY": "none",
        ]
        let environment = ScriptProcess.environment.merging(agent) { $1 }.merging(variables) { $1 }
        let command = try ScriptProcess.command(script, of: "pytorch") + arguments
        let result = try await Subprocess.run(
            .path(FilePath(try Needs.python(of: "pytorch"))),
            arguments: Arguments(["\(ScriptRun.scripts)/record.py"] + command),
            environment: .inherit.updating(environment),
            output: .string(limit: 4_000_000),
            error: .string(limit: 1_000_000)
        )
        #expect(
            result.terminationStatus.isSuccess && !result.standardError.contains("headroom:"),
            "\(result.standardError)"
        )
        let all = result.standardOutput.split(separator: "\n")
        lines = try all.filter { $0.hasPrefix("{\"event\"") }
            .map { try JSONDecoder().decode(RecordedLine.self, from: Data($0.utf8)) }
        output = all.filter { !$0.hasPrefix("{\"event\"") }
    }
}
