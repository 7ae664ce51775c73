import FoundationEssentials
import HeadroomCore
import TestSupport
import Testing

/// Output of a training command: shown, kept, and searched for its steps.
@Suite(.serialized) struct OutputTests {
    private let folder = "/tmp/headroom-output-\(UInt32.random(in: .min ... .max))"
    private static let train =
        "i=0; while [ $i -lt 400 ]; do i=$((i + 1)); echo \"step $i, {batch} samples\"; sleep 0.01; done"

    private func sweep(_ options: [String], _ script: String, directory: String? = nil) async throws -> Command {
        try await Command.run(
            [
                "sweep", "--progress", "none", "--batch-sizes", "4", "--budget", "8s", "--precision", "0.5", "--logs",
                folder,
            ]
                + options + ["--", "/bin/sh", "-c", script],
            directory: directory
        )
    }

    @Test func stepsAreReadFromTheOutputAndLogsAreKept() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let pattern = "step \\d+, (?<samples>\\d+) samples"
        let command = try await sweep(["--step-regex", pattern, "--export-json", "-"], Self.train)
        let document = try JSONDecoder().decode(SweepDocument.self, from: Data(command.output.utf8))
        #expect(document.points.map(\.batchSize) == [4])
        #expect(document.trials.allSatisfy { $0.batchSizeObserved == 4 })
        let logs = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".log") }
        #expect(logs.count == document.trials.count)
        let text = FileManager.default.contents(atPath: "\(folder)/\(try #require(logs.first))") ?? Data()
        #expect(String(decoding: text, as: UTF8.self).contains("step 1, 4 samples"))
    }

    @Test func theOutputIsShownWhereThatIsAsked() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let pattern = ["--step-regex", "samples"]
        let shown = try await sweep(pattern + ["--show-output"], Self.train)
        #expect(shown.errors.contains("step 1, 4 samples") && !shown.output.contains("step 1, 4"))
        #expect(shown.output.contains("was not verified"))
        let hidden = try await sweep(pattern, Self.train)
        #expect(!hidden.errors.contains("step 1"))
    }

    @Test func withoutStepsOnlyMemoryIsConcluded() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let command = try await sweep(["--without-steps", "1s", "--export-json", "-"], "echo {batch}; sleep 30")
        let document = try JSONDecoder().decode(SweepDocument.self, from: Data(command.output.utf8))
        #expect(document.points.isEmpty && document.pays == nil && document.recommendation == nil)
        #expect(document.fits?.batchSize == 4)
        #expect(document.undecided["pays"]?.contains("no steps") == true)
    }

    @Test func aFileThatTheFirstTrialChangedIsReported() async throws {
        let project = "\(folder)-project"
        defer {
            for path in [folder, project] { try? FileManager.default.removeItem(atPath: path) }
        }
        try FileManager.default.createDirectory(atPath: project, withIntermediateDirectories: true)
        let script = "echo weights > last.ckpt; \(Self.train)"
        let options = ["--step-regex", "samples", "--progress", "plain"]
        _ = try await sweep(options, script, directory: project)
        #expect(!FileManager.default.fileExists(atPath: "\(project)/last.ckpt"), "it was written to a copy")
        let command = try await sweep(options + ["--in-place"], script, directory: project)
        #expect(command.errors.contains("the first trial changed last.ckpt in the working folder"), "\(command.errors)")
        #expect(command.output.contains("last.ckpt"))
    }
}
