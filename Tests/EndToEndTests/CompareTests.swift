import FoundationEssentials
import HeadroomCore
import TestSupport
import Testing

/// Comparisons through the release binary.
@Suite(.serialized) struct CompareTests {
    private func document(_ command: Command) throws -> CompareDocument {
        try #require(command.status == 0, "\(command.errors)")
        return try JSONDecoder().decode(CompareDocument.self, from: Data(command.output.utf8))
    }

    private func compare(_ options: [String], _ commands: [String]) async throws -> Command {
        try await Command.run(["compare", "--progress", "none", "--export-json", "-"] + options + ["--"] + commands)
    }

    @Test func theFasterOfTwoIsFound() async throws {
        let train = "'\(Binaries.knownLaws)' --batch-size {batch} --seconds-per-sample"
        let command = try await compare(
            ["--batch-sizes", "4,32", "--budget", "40s"],
            ["slow=\(train) 0.002", "fast=\(train) 0.0005"]
        )
        let document = try document(command)
        #expect(document.contestants.map(\.name) == ["slow", "fast"])
        for contestant in document.contestants {
            #expect(contestant.points.map(\.batchSize) == [4, 32])
            #expect(contestant.points.allSatisfy { $0.trials.count == 3 })
        }
        let last = try #require(document.findings.last)
        #expect(last.batchSize == 32 && last.fastest == ["fast"] && last.slowest == "slow")
        // (2 ms + 32 x 2 ms) / (2 ms + 32 x 0.5 ms).
        #expect(abs(last.ratio / (66.0 / 18) - 1) < 0.2, "\(last)")
        #expect(document.unchecked.contains { $0.contains("parameters: slow, fast does not say") })
    }

    @Test func aCommandThatFailsIsNamed() async throws {
        let command = try await compare(
            ["--batch-sizes", "4", "--budget", "20s"],
            ["good='\(Binaries.knownLaws)' --batch-size {batch}", "bad=echo no such data >&2; exit 7"]
        )
        #expect(command.status == 1)
        #expect(
            command.errors.contains("bad: the command failed with exit code 7")
                && command.errors.contains("no such data")
        )
    }

    @Test(arguments: [["a=x"], ["a=x", "b"], ["a=x", "a=y"], ["=x", "b=y"], ["--examples", "--", "a=x", "b=y"]])
    func whatMakesNoSenseIsRefused(commands: [String]) async throws {
        let arguments = commands.first == "--examples" ? commands : ["--"] + commands
        #expect(try await Command.run(["compare"] + arguments).status == 64)
    }

    @Test(.disabled(if: Needs.isQuick)) func theExamplesDoTheSameWork() async throws {
        let root = #filePath.prefix(upTo: #filePath.firstRange(of: "/Tests/")?.lowerBound ?? #filePath.endIndex)
        let command = try await Command.run(
            ["compare", "--examples", "--progress", "none", "--export-json", "-", "--batch-sizes", "256"],
            environment: ["HEADROOM_EXAMPLES": "\(root)/Examples"]
        )
        let document = try document(command)
        #expect(document.contestants.map(\.name) == ["pytorch", "tensorflow", "mxnet", "jax"])
        #expect(document.differences == [] && document.unchecked == [])
        #expect(document.contestants.allSatisfy { $0.work.parameters == 151_306 && $0.work.firstLoss != nil })
    }
}
