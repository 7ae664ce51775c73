import FoundationEssentials
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// Trainings after public reports, run through the release binary as a person runs them: what is right of each stands
/// in its manifest, `cases/NAME/case.json`.
@Suite(.serialized) struct FieldCaseTests {
    private static let folder: String = {
        let file = #filePath
        return String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)])
    }()
    private static let root = folder.replacing("/Tests/FieldCases", with: "")

    /// The name of every folder that has a manifest.
    static let names: [String] = {
        let found = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/cases")) ?? []
        return found.filter { FileManager.default.fileExists(atPath: "\(folder)/cases/\($0)/case.json") }.sorted()
    }()

    /// What of a manifest decides whether `./test` runs its case: the others take longer, or need a quiet machine, and are
    /// run by the driver alone.
    private struct Manifest: Decodable {
        var everyTime: Bool?
    }

    private static let namesOfEveryTime: [String] = names.filter { name in
        let data = try? Data(contentsOf: URL(filePath: "\(folder)/cases/\(name)/case.json"))
        return data.flatMap { try? JSONDecoder().decode(Manifest.self, from: $0) }?.everyTime == true
    }

    /// An expectation of a case, as the driver writes it with what came.
    private struct Verdict: Decodable {
        var check: String
        var expectation: String
        var got: String
        var passed: Bool
    }

    private typealias Ended = (status: TerminationStatus, output: String, errors: String)

    private func python(_ arguments: [String]) async throws -> Ended {
        let result = try await Subprocess.run(
            .path(FilePath(Supervise.python)),
            arguments: Arguments(arguments),
            environment: .inherit.updating(["HEADROOM_BINARY": Needs.binary]),
            workingDirectory: FilePath(Self.root),
            output: .string(limit: 10_000_000),
            error: .string(limit: 1_000_000)
        )
        return (result.terminationStatus, result.standardOutput, result.standardError)
    }

    @Test(.disabled(if: Needs.isQuick), .timeLimit(.minutes(5)), arguments: namesOfEveryTime)
    func aTrainingFromTheFieldComesOutRight(name: String) async throws {
        let run = try await python(["Benchmarks/field-cases.py", "--json", name])
        let verdicts = try run.output.split(separator: "\n").map {
            try JSONDecoder().decode(Verdict.self, from: Data($0.utf8))
        }
        try #require(!verdicts.isEmpty, "\(run.errors)")
        for verdict in verdicts where !verdict.passed {
            Issue.record("\(verdict.check): expected \(verdict.expectation), got \(verdict.got)")
        }
        // Anything else that ends the driver, such as a manifest that cannot be read.
        #expect(run.status.isSuccess || verdicts.contains { !$0.passed }, "\(run.errors)")
    }

    @Test func everyManifestCanBeRead() async throws {
        #expect(Self.names.count >= 50)
        let run = try await python(["Benchmarks/field-cases.py", "--list"])
        #expect(run.status.isSuccess, "\(run.errors)")
        #expect(run.output.split(separator: "\n").count == Self.names.count)
    }

    @Test func expectationsMeanWhatTheySay() async throws {
        let run = try await python(["-m", "unittest", "discover", "-s", "Tests/FieldCases/harness"])
        #expect(run.status.isSuccess, "\(run.errors)")
    }
}
