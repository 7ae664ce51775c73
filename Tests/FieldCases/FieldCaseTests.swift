import FoundationEssentials
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// Trainings after public reports, run through the release binary as by a user.
///
/// The expectations for each are in its manifest, `cases/NAME/case.json`.
@Suite(.serialized) struct FieldCaseTests {
    private static let folder: String = {
        let file = #filePath
        return String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)])
    }()
    private static let root = folder.replacing("/Tests/FieldCases", with: "")

    /// Names of all folders with a manifest.
    static let names: [String] = {
        let found = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/cases")) ?? []
        return found.filter { FileManager.default.fileExists(atPath: "\(folder)/cases/\($0)/case.json") }.sorted()
    }()

    /// Part of a manifest that decides whether `./test` runs its case: other cases take longer, or need an idle
    /// machine, and are run only by the driver.
    private struct Manifest: Decodable {
        var everyTime: Bool?
    }

    private static let namesOfEveryTime: [String] = names.filter { name in
        let data = try? Data(contentsOf: URL(filePath: "\(folder)/cases/\(name)/case.json"))
        return data.flatMap { try? JSONDecoder().decode(Manifest.self, from: $0) }?.everyTime == true
    }

    /// Expectation of a case, as the driver writes it, with its actual value.
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
        // Any other reason for the end of the driver, such as an unreadable manifest.
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
