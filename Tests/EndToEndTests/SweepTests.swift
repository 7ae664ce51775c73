import FoundationEssentials
import Glibc
import HeadroomCore
import HeadroomNumerics
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// Complete sweeps of a training with known laws, through the release binary.
@Suite(.serialized) struct SweepTests {
    private func document(_ command: Command) throws -> SweepDocument {
        try JSONDecoder().decode(SweepDocument.self, from: Data(command.output.utf8))
    }

    @Test(.disabled(if: Needs.isQuick)) func theLawsOfAKnownTrainingAreRecovered() async throws {
        let command = try await Command.measure(
            "sweep",
            ["--export-json", "-", "--budget", "60s", "--batch-sizes", "1,4,16,64,256", "--memory-limit", "2GiB"],
            laws: [
                "--fixed-seconds", "0.01", "--seconds-per-sample", "0.0004", "--fixed-bytes", "1e8",
                "--bytes-per-sample", "1.5e5",
            ]
        )
        let document = try document(command)
        let time = try #require(document.laws.time)
        // A step uses only as much memory as can be touched well within its time, even on a shared machine.
        #expect(abs(time.fixedSeconds / 0.01 - 1) < 0.05, "\(time)")
        #expect(abs(time.secondsPerSample / 0.0004 - 1) < 0.05, "\(time)")
        let memory = try #require(document.laws.memory)
        #expect(abs(memory.bytesPerSample / 1.5e5 - 1) < 0.05, "\(memory)")
        #expect(abs(memory.fixedBytes / 1e8 - 1) < 0.05, "\(memory)")
        #expect(document.fits?.batchSize == 256 && document.fits?.limitedBy == .scan)
        #expect(document.points.map(\.batchSize) == [1, 4, 16, 64, 256])
        #expect(document.points.allSatisfy { $0.trials.count >= 2 })
        #expect(document.observer?.cpuSeconds ?? 0 > 0)
    }

    /// Sweep over a known training that takes its batch size from the environment, and can change it on request.
    private func sweepOfObedient(_ options: [String], _ laws: [String]) async throws -> SweepDocument {
        let options = ["sweep", "--budget", "30s", "--export-json", "-", "--batch-sizes", "2,8,32"] + options
        let laws = ["--obeys", "1", "--seconds-per-sample", "0.0002", "--bytes-per-sample", "2e5"] + laws
        return try document(try await Command.run(options + ["--", Binaries.knownLaws] + laws))
    }

    private func processes(_ document: SweepDocument) -> Int {
        Set(document.trials.filter { $0.purpose == .speed }.map(\.processId)).count
    }

    @Test func oneProcessTakesAllBatchSizes() async throws {
        let document = try await sweepOfObedient([], [])
        #expect(processes(document) == 1 && document.trials.count >= 9)
        #expect(abs((document.laws.time?.secondsPerSample ?? 0) / 0.0002 - 1) < 0.05)
        #expect(abs((document.laws.memory?.bytesPerSample ?? 0) / 2e5 - 1) < 0.1)
        #expect(document.fits?.batchSize == 32 && document.fits?.verified == true)
    }

    /// An interval this wide needs three trials of each batch size, and no more.
    private static let threeTrials = ["--precision", "0.5"]

    @Test func freshTrialsHaveProcessesOfTheirOwn() async throws {
        let document = try await sweepOfObedient(Self.threeTrials + ["--fresh"], [])
        #expect(processes(document) == document.trials.filter { $0.purpose == .speed }.count)
    }

    @Test func aProcessThatEndsIsStartedAgain() async throws {
        let document = try await sweepOfObedient([], ["--steps", "600"])
        #expect(2...8 ~= processes(document))
        #expect(document.points.allSatisfy { $0.trials.count >= 3 })
    }

    @Test func whatFailsAtAChangeIsMeasuredAfresh() async throws {
        let document = try await sweepOfObedient(Self.threeTrials, ["--misbehave", "die-changed"])
        #expect(document.points.map(\.batchSize) == [2, 8, 32])
        #expect(document.notes.contains { $0.contains("failed with exit code 1") }, "\(document.notes)")
    }

    @Test func theDataEndASweep() async throws {
        let command = try await Command.measure(
            "sweep",
            ["--export-json", "-", "--precision", "0.5", "--budget", "60s"],
            laws: ["--training-samples", "40", "--fixed-seconds", "0.001", "--seconds-per-sample", "0.0001"]
        )
        let document = try document(command)
        let fits = try #require(document.fits, "\(command)")
        #expect(fits.batchSize == 40 && fits.limitedBy == .data && fits.verified, "\(command)")
        let largest = try #require(document.points.last?.batchSize, "\(command)")
        #expect(largest <= 40)
        #expect(document.recommendation != nil, "\(command)")
    }

    @Test func onlyProbesFarFromTheLimitShareAProcess() async throws {
        let laws = ["--obeys", "4", "--fixed-bytes", "5e7", "--bytes-per-sample", "2e6", "--fixed-seconds", "0.02"]
        let options = ["fit", "--memory-limit", "400MB", "--export-json", "-", "--", Binaries.knownLaws]
        let document = try document(try await Command.run(options + laws))
        let processes = document.trials.map(\.processId)
        #expect(processes.count >= 3 && processes[0] == processes[1], "\(document.trials)")
        #expect(processes.filter { $0 == processes.last }.count == 1)
        let fits = try #require(document.fits)
        #expect(150...175 ~= fits.batchSize && fits.verified && fits.limitedBy == .host)
    }

    @Test func fitAnswersByItsExitCode() async throws {
        let laws = ["--fixed-bytes", "5e7", "--bytes-per-sample", "4e6"]
        let options = ["--memory-limit", "400MB"]
        let enough = try await Command.measure("fit", options + ["--at-least", "60"], laws: laws)
        #expect(enough.status == 0, "\(enough)")
        let more = try await Command.measure("fit", options + ["--at-least", "100"], laws: laws)
        #expect(more.status == 2, "\(more)")
        #expect(more.errors.contains("less than the asked 100"))
    }

    /// Finds the largest batch size that fits, for laws that actually allocate their memory.
    @Test(.disabled(if: Needs.isQuick)) func theLargestThatFitsIsFoundForTwentyLaws() async throws {
        var generator = SeededGenerator(seed: 20)
        var shares: [Double] = []
        var probes: [Int] = []
        var failures: [Int] = []
        for _ in 0..<20 {
            let limit = 400e6
            let fixed = Double.random(in: 0.05...0.7, using: &generator) * limit
            let largest = exp(Double.random(in: 2...8, using: &generator))
            let slope = (limit - fixed) / largest
            let command = try await Command.measure(
                "fit",
                ["--memory-limit", "\(Int(limit))", "--export-json", "-"],
                laws: ["--fixed-bytes", "\(fixed)", "--bytes-per-sample", "\(slope)", "--fixed-seconds", "0.001"]
            )
            let fits = try #require(try document(command).fits)
            #expect(Double(fits.batchSize) <= largest && fits.verified)
            // The process itself needs some memory in addition to that of the law.
            shares.append(Double(fits.batchSize) / ((limit - fixed - 3e6) / slope).rounded(.down))
            probes.append(fits.probes)
            failures.append(fits.outOfMemoryProbes)
        }
        shares.sort()
        probes.sort()
        failures.sort()
        #expect(shares[10] >= 0.97, "\(shares)")
        #expect(probes[10] <= 5 && probes[19] <= 8, "\(probes)")
        #expect(failures[10] <= 1 && failures[19] <= 2, "\(failures)")
    }

    @Test func withoutProvokingNoTrialRunsOut() async throws {
        let command = try await Command.measure(
            "fit",
            ["--no-oom", "--memory-limit", "400MB", "--export-json", "-"],
            laws: [
                "--fixed-bytes", "5e7", "--bytes-per-sample", "1e5", "--convex-bytes", "1e3", "--fixed-seconds",
                "0.001",
            ]
        )
        let document = try document(command)
        #expect(document.trials.allSatisfy { $0.outcome == .completed })
        // 5e7 + 1e5 b + 1e3 b^2 = 4e8 at 543.
        #expect((480...543).contains(document.fits?.batchSize ?? 0), "\(String(describing: document.fits))")
    }

    @Test func theBudgetIsKept() async throws {
        let started = ContinuousClock.now
        let command = try await Command.run([
            "sweep", "--budget", "4s", "--", Binaries.knownLaws, "--batch-size", "{batch}", "--fixed-seconds", "0.01",
        ])
        #expect(command.status == 0, "\(command)")
        #expect(ContinuousClock.now - started < .seconds(12))
        #expect(command.output.contains("fits"))
    }

    @Test func standardOutputIsTheJSONAndNothingElse() async throws {
        let command = try await Command.measure("fit", ["--at-most", "2", "--export-json", "-"])
        let document = try document(command)
        #expect(document.schema == "headroom.sweep/1" && document.kind == .fit)
    }

    @Test func everyFormIsWritten() async throws {
        let folder = "/tmp/headroom-forms-\(UInt32.random(in: .min ... .max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let command = try await Command.measure(
            "sweep",
            [
                "--batch-sizes", "1,2", "--html", "\(folder)/a.html", "--export-csv", "\(folder)/a.csv",
                "--export-markdown", "\(folder)/a.md", "--export-json", "\(folder)/a.json",
            ]
        )
        #expect(command.status == 0, "\(command)")
        for (name, beginning) in [
            ("html", "<!doctype html>"), ("csv", "batchSize,"), ("md", "**Train at"), ("json", "{"),
        ] {
            let data = FileManager.default.contents(atPath: "\(folder)/a.\(name)") ?? Data()
            #expect(String(decoding: data, as: UTF8.self).hasPrefix(beginning), "\(name)")
        }
    }

    /// Sends a signal to a running sweep; returns its output, and the mark of its processes.
    private func interrupted(by signal: Subprocess.Signal) async throws -> (
        status: TerminationStatus, output: String, mark: String
    ) {
        let mark = "0.00\(UInt32.random(in: 1_000_000...9_999_999))"
        let result = try await Subprocess.run(
            .path(FilePath(Needs.binary)),
            arguments: [
                "sweep", "--", Binaries.knownLaws, "--batch-size", "{batch}", "--fixed-seconds", mark, "--misbehave",
                "grandchild",
            ],
            input: .none,
            output: .string(limit: 1_000_000),
            error: .discarded
        ) { execution in
            try await Task.sleep(for: .seconds(4))
            try execution.send(signal: signal)
        }
        return (result.terminationStatus, result.standardOutput, mark)
    }

    @Test func controlCReportsTheFinishedTrialsAndLeavesNothingBehind() async throws {
        let result = try await interrupted(by: .interrupt)
        #expect(result.status == .exited(130))
        #expect(result.output.contains("batch size"), "\(result.output)")
        #expect(result.output.contains("Stopped before the end"))
        #expect(!result.output.contains("budget"))
        #expect(try await ProcessTable.waitUntilGone(result.mark).isEmpty)
    }

    @Test func killingHeadroomLeavesNoDescendantBehind() async throws {
        let result = try await interrupted(by: .kill)
        #expect(try await ProcessTable.waitUntilGone(result.mark).isEmpty)
    }
}
