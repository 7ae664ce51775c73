import FoundationEssentials
import HeadroomCore
import TestSupport
import Testing

/// Sweeps over two axes of a training whose laws are known, through the release binary.
@Suite(.serialized) struct AxesTests {
    private func sweep(
        _ axes: String,
        _ options: [String] = [],
        laws: [String] = Self.laws,
        budget: String = "30s"
    ) async throws -> Command {
        try await Command.run(
            ["sweep", "--axes", axes, "--budget", budget, "--export-json", "-", "--precision", "0.2"] + options
                + ["--", Binaries.knownLaws, "--batch-size", "{scenes}", "--rays", "{rays}"] + laws
        )
    }

    /// 10 ms of a step, 2 ms of a scene and 0.1 ms of a ray.
    private static let laws = [
        "--fixed-seconds", "0.01", "--seconds-per-sample", "0.002", "--seconds-per-point", "0.0001",
        "--fixed-bytes", "3e7", "--bytes-per-sample", "2e5", "--bytes-per-point", "1e4",
    ]

    private func document(_ command: Command) throws -> PlaneDocument {
        try JSONDecoder().decode(PlaneDocument.self, from: Data(command.output.utf8))
    }

    @Test func theSmallestStepThatPaysIsFoundInFewTrials() async throws {
        let command = try await sweep("scenes=1..16,rays=16..512", budget: "45s")
        #expect(command.status == 0, "\(command)")
        let document = try document(command)
        #expect(document.schema == "headroom.plane/1" && document.axes.map(\.name) == ["scenes", "rays"])
        let chosen = try #require(document.recommendation, "\(command)")
        let point = try #require(document.points.first { $0.place == chosen.place })
        #expect(point.trials.count >= 3 && chosen.fractionOfGreatest >= 0.9, "\(chosen)")
        // By the law one scene of 512 rays reaches 81 % of the limit, two 90 %, and 16 of them 95 %.
        #expect(chosen.batchSize <= 4 && chosen.other >= 256, "\(chosen)")
        #expect(chosen.command.suffix(laws.count).elementsEqual(laws))
        #expect(chosen.command.contains("\(chosen.batchSize)") && !chosen.command.contains("{scenes}"))
        #expect(document.points.count < 30, "all of the plane was measured")
        let law = try #require(document.time)
        #expect(abs(law.secondsPerPoint / 0.0001 - 1) < 0.2, "\(law)")
        let memory = try #require(document.memory)
        #expect(abs(memory.bytesPerPoint / 1e4 - 1) < 0.2, "\(memory)")
        #expect(document.checks.allSatisfy { abs($0.measuredStepSeconds / $0.predictedStepSeconds.value - 1) < 0.3 })
    }

    private var laws: [String] { Self.laws }

    @Test(.disabled(if: Needs.isQuick)) func aCornerBeyondTheMemoryIsAvoidedOrNamed() async throws {
        let laws = [
            "--fixed-seconds", "0.01", "--seconds-per-sample", "0.001", "--seconds-per-point", "0.00005",
            "--fixed-bytes", "3e7", "--bytes-per-point", "1e5",
        ]
        // 16 scenes of 256 rays would take 440 MB.
        for options in [["--memory-limit", "200MB"], ["--memory-limit", "200MB", "--no-oom"]] {
            let command = try await sweep("scenes=1..16,rays=16..256", options, laws: laws)
            #expect(command.status == 0, "\(command)")
            let document = try document(command)
            let chosen = try #require(document.recommendation, "\(command)")
            #expect(chosen.points <= 1700)
            let ranOut = document.trials.filter { $0.trial.outcome == .outOfMemory }
            #expect(ranOut.count <= (options.contains("--no-oom") ? 0 : 2), "\(ranOut)")
            #expect(!document.points.contains { $0.points > 1800 })
            let fit = try #require(document.fits.first { $0.other == 256 }?.byLaw)
            #expect(4...7 ~= fit, "\(document.fits)")
        }
    }

    /// A script in Python that raises an error of memory in a corner.
    @Test(.disabled(if: Needs.isQuick)) func aCornerThatRaisesAMemoryErrorIsNotRecommended() async throws {
        let script = "\(Needs.root)/Tests/EndToEndTests/Scripts/plane.py"
        let command = try await Command.run(
            [
                "sweep", "--axes", "batch=1,2,4,8,rays=32,64,128", "--budget", "30s", "--export-json", "-",
                "--precision", "0.5", "--", "python3", "-S", script, "{batch}", "{rays}", "300",
            ]
        )
        #expect(command.status == 0, "\(command)")
        let document = try document(command)
        let ranOut = document.trials.filter { $0.trial.outcome == .outOfMemory }
        #expect(!ranOut.isEmpty && ranOut.allSatisfy { $0.other * ($0.trial.batchSize ?? 0) > 300 }, "\(command)")
        #expect(document.points.allSatisfy { $0.points <= 300 })
        let chosen = try #require(document.recommendation)
        #expect(chosen.points <= 300 && chosen.command.suffix(3) == ["\(chosen.batchSize)", "\(chosen.other)", "300"])
        #expect(document.fits.contains { $0.smallestOutOfMemory != nil })
    }

    @Test func aPlaneOfWhichNothingFitsIsRefused() async throws {
        let laws = ["--fixed-bytes", "3e8"]
        let command = try await sweep("scenes=1,2,rays=16,64", ["--memory-limit", "100MB"], laws: laws)
        #expect(command.status == 3, "\(command)")
        #expect(command.errors.contains("no point of the plane fits: the smallest step that was tried, scenes 1"))
    }

    /// Where the usual value of the second axis does not fit, smaller ones are measured.
    @Test(.disabled(if: Needs.isQuick)) func aUsualValueThatDoesNotFitIsPassedBelow() async throws {
        let laws = ["--fixed-bytes", "3e7", "--bytes-per-point", "1e6", "--seconds-per-point", "0.0001"]
        let command = try await sweep("scenes=1..4,rays=16..256", ["--memory-limit", "90MB"], laws: laws)
        #expect(command.status == 0, "\(command)")
        let document = try document(command)
        #expect(document.axes.last?.usual == 64 && document.recommendation?.points ?? 64 <= 56, "\(command)")
    }

    @Test(.disabled(if: Needs.isQuick)) func aFailingCornerIsLeftOut() async throws {
        let command = try await sweep("scenes=1,2,4,rays=16,32,64", laws: Self.laws + ["--fails-at", "4"])
        #expect(command.status == 0, "\(command)")
        let document = try document(command)
        #expect(document.trials.contains { $0.trial.outcome == .failed })
        #expect(document.recommendation?.batchSize ?? 4 < 4, "\(command)")
    }

    @Test(.disabled(if: Needs.isQuick)) func aProcessServesTheBatchSizesOfARow() async throws {
        let command = try await Command.run(
            [
                "sweep", "--axes", "batch=1,2,4,rays=16,64", "--budget", "25s", "--export-json", "-", "--precision",
                "0.5", "--", Binaries.knownLaws, "--obeys", "1", "--rays", "{rays}",
            ] + Self.laws
        )
        #expect(command.status == 0, "\(command)")
        let document = try document(command)
        let speed = document.trials.filter { $0.trial.purpose == .speed }
        #expect(Set(speed.map(\.trial.processId)).count < speed.count, "\(speed)")
        for process in Set(speed.map(\.trial.processId)) {
            #expect(Set(speed.filter { $0.trial.processId == process }.map(\.other)).count == 1)
        }
    }

    @Test func everyFormIsWritten() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        let forms = [("html", "--html"), ("csv", "--export-csv"), ("md", "--export-markdown")]
        let command = try await Command.run(
            ["sweep", "--axes", "scenes=1,2,4,rays=16,64", "--budget", "20s", "--precision", "0.5"]
                + forms.flatMap { [$0.1, "\(folder.path)/plane.\($0.0)"] }
                + ["--", Binaries.knownLaws, "--batch-size", "{scenes}", "--rays", "{rays}"] + Self.laws
        )
        #expect(command.status == 0, "\(command)")
        #expect(command.output.contains("scenes \\ rays") && command.output.contains("Train with scenes"))
        #expect(!command.output.contains("\u{1B}"))
        for (name, beginning) in [("html", "<!doctype html>"), ("csv", "scenes,rays,points,"), ("md", "**Train with")] {
            let data = FileManager.default.contents(atPath: "\(folder.path)/plane.\(name)") ?? Data()
            #expect(String(decoding: data, as: UTF8.self).hasPrefix(beginning), "\(name)")
        }
    }

    @Test func aCommandThatFailsEverywhereIsNamed() async throws {
        let command = try await sweep("scenes=1,2,rays=16,64", laws: ["--misbehave", "fail"])
        #expect(command.status == 1, "\(command)")
        #expect(command.errors.contains("the data set is not where it should be"), "\(command.errors)")
    }
}
