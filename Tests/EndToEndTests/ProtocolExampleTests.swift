import FoundationEssentials
import HeadroomCore
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// Example programs of docs/protocol.md, as a user would try them.
@Suite(.serialized) struct ProtocolExampleTests {
    private static let folder = {
        let file = #filePath
        return file[..<(file.firstRange(of: "/Tests/")?.lowerBound ?? file.startIndex)] + "/Examples/protocol"
    }()

    private func sweep(_ command: [String]) async throws -> SweepDocument {
        let swept = try await Command.run(
            ["sweep", "--progress", "none", "--batch-sizes", "8,64", "--budget", "15s", "--precision", "0.5"]
                + ["--export-json", "-", "--"] + command
        )
        try #require(swept.status == 0, "\(swept.errors)")
        return try JSONDecoder().decode(SweepDocument.self, from: Data(swept.output.utf8))
    }

    private func isRight(_ document: SweepDocument) -> Bool {
        document.points.map(\.batchSize) == [8, 64]
            && document.trials.allSatisfy { $0.batchSizeObserved == $0.batchSize && $0.outcome == .completed }
    }

    @Test func aLoopInPlainPython() async throws {
        #expect(isRight(try await sweep(["python3", "-S", "\(Self.folder)/loop.py"])))
    }

    @Test func aLoopInC() async throws {
        let program = "/tmp/headroom-loop-\(UInt32.random(in: .min ... .max))"
        defer { try? FileManager.default.removeItem(atPath: program) }
        let built = try await Subprocess.run(
            .name("clang"),
            arguments: ["-Wall", "-Wextra", "-Werror", "-o", program, "\(Self.folder)/loop.c"],
            output: .discarded,
            error: .string(limit: 10_000)
        )
        try #require(built.terminationStatus.isSuccess, "\(built.standardError)")
        #expect(isRight(try await sweep([program])))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/socat"), "socat is not installed"))
    func aLoopInAShell() async throws {
        let document = try await sweep(["sh", "\(Self.folder)/loop.sh"])
        #expect(isRight(document))
        #expect(document.points.allSatisfy { $0.stepSeconds.mean > 0.09 })
    }
}
