import FoundationEssentials
import HeadroomCore
import Subprocess
import TestSupport
import Testing

/// A run watched, kept, listed, reported again, compared and surveyed, as by a user.
@Suite(.serialized) struct RunTests {
    private let store = "/tmp/headroom-e2e-\(UInt32.random(in: .min ... .max)).sqlite"

    private func removeStore() {
        for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: store + end) }
    }

    private func run(_ options: [String] = [], _ laws: [String]) async throws -> Command {
        let command = [Binaries.knownLaws, "--batch-size", "16", "--limit-seconds", "20"]
        return try await Command.run(
            ["run", "--hide-output", "--store", store] + options + ["--"] + command + laws
        )
    }

    private func document(_ text: String) throws -> SweepDocument {
        try JSONDecoder().decode(SweepDocument.self, from: Data(text.utf8))
    }

    @Test func aRunIsWatchedToItsOwnEnd() async throws {
        defer { removeStore() }
        let laws = ["--steps", "150", "--fixed-seconds", "0.006", "--warmup", "5"]
        let document = try await repeating(while: { $0.diagnosis?.boundBy == .contended }) { () -> SweepDocument in
            let result = try await run(["--export-json", "-"], laws)
            #expect(result.status == 0, "\(result.errors)")
            return try self.document(result.output)
        }
        let trial = try #require(document.trials.first)
        #expect(document.trials.count == 1 && trial.purpose == .training && trial.endedBy == .itself)
        #expect(trial.batchSize == 16 && trial.batchSizeObserved == 16)
        #expect(try abs(#require(trial.stepSeconds).mean / 0.006 - 1) < 0.1)
        let timeline = try #require(trial.timeline)
        #expect(timeline.samplesPerSecond.compactMap(\.self).contains { abs($0 / 2667 - 1) < 0.15 })
        #expect(document.diagnosis != nil && document.observer != nil)
        // No batch size is requested of it, so the environment has none.
        let bare = try await Command.run(
            [
                "run", "--no-store", "--quiet", "--", "sh", "-c",
                "test -z \"$HEADROOM_BATCH_SIZE$MASTER_PORT$WANDB_MODE\"",
            ]
        )
        #expect(bare.status == 0, "\(bare.errors)")
    }

    @Test func aRunThatFailsKeepsWhatWasSeenOfIt() async throws {
        defer { removeStore() }
        let result = try await run([], ["--misbehave", "die", "--fixed-seconds", "0.01"])
        #expect(result.status == 1)
        #expect(result.output.contains("samples/s") && result.errors.contains("after step 20"))
        let runs = try await Command.run(["runs", "--store", store])
        #expect(runs.output.contains("(ended early)"))
    }

    @Test func aCommandWithoutStepsIsWatchedAllTheSame() async throws {
        let result = try await repeating(while: { $0.output.contains("ther programs") }) {
            try await Command.run(["run", "--no-store", "--", "sh", "-c", "sleep 1; echo done"])
        }
        #expect(result.status == 0 && result.output.contains("does not say what holds it back"), "\(result.output)")
        #expect(result.errors.contains("done"), "what the command writes is shown")
    }

    @Test func placeholdersAreForSweeps() async throws {
        let result = try await Command.run(["run", "--", "train", "--batch-size", "{batch}"])
        #expect(result.status == 64 && result.errors.contains("headroom sweep"))
        let folder = try await Command.run(["run", "--no-store", "--", "sh", "-c", "ls -d \"$1\"", "sh", "{out}"])
        #expect(folder.status == 0 && folder.errors.contains("/headroom-"), "\(folder)")
    }

    @Test func whatIsKeptIsListedDrawnComparedAndSurveyed() async throws {
        defer { removeStore() }
        for seconds in ["0.004", "0.008"] {
            #expect(try await run(["--quiet"], ["--steps", "150", "--fixed-seconds", seconds]).status == 0)
        }
        let runs = try await Command.run(["runs", "--store", store, "--json"])
        let ids = try JSONDecoder().decode([KeptRun.Summary].self, from: Data(runs.output.utf8)).map(\.id)
        #expect(ids.count == 2)
        let (slow, fast) = (ids[0], ids[1])
        let again = try await Command.run(["report", slow, "--store", store, "--export-json", "-"])
        #expect(try document(again.output).id == slow)

        let beside = try await Command.run(["report", fast, slow, "--store", store])
        #expect(beside.status == 0 && beside.output.contains("slower"), "\(beside.output)")
        func gate(_ rule: String) async throws -> Int {
            try await Command.run(["report", slow, "--against", fast, "--store", store, "--fail-if", rule]).status
        }
        #expect(try await gate("samplesPerSecond<-20%") == 2)
        #expect(try await gate("samplesPerSecond<-90%") == 0)
        #expect(try await gate("joulesPerSample>5%") == 2, "what is not known meets no threshold")
        #expect(try await gate("speed<-5%") == 64)

        let page = "/tmp/headroom-e2e-survey-\(UInt32.random(in: .min ... .max)).html"
        defer { try? FileManager.default.removeItem(atPath: page) }
        let survey = try await Command.run(["survey", store, store, "--html", page])
        #expect(survey.status == 0 && survey.output.contains("2 runs from 2 stores"), "\(survey.output)")
        #expect(FileManager.default.fileExists(atPath: page))
    }

    @Test func aSweepThatIsKilledIsKeptAsFarAsItCame() async throws {
        defer { removeStore() }
        let sweep = [
            Needs.binary, "sweep", "--store", store, "--quiet", "--batch-sizes", "1,2,3,4,5,6,7,8,9,10,11,12",
            "--budget", "60s",
            "--precision", "0.001", "--",
            Binaries.knownLaws, "--batch-size", "{batch}", "--fixed-seconds", "0.004",
        ]
        _ = try await Subprocess.run(
            .name("timeout"),
            arguments: Arguments(["-s", "KILL", "20"] + sweep),
            output: .discarded,
            error: .discarded
        )
        let runs = try await Command.run(["runs", "--store", store])
        #expect(runs.output.contains("sweep (ended early)"), "\(runs)")
        let report = try await Command.run(["report", "last", "--store", store, "--export-json", "-"])
        let document = try document(report.output)
        #expect(!document.points.isEmpty && document.notes.first?.contains("ended before this was") == true)
    }

    /// A file size limit stands in for a full disk: 20 KiB, less than the store, more than the agent.
    @Test func onAFullDiskWhatWasKeptStaysAndTheRunIsReported() async throws {
        defer { removeStore() }
        #expect(try await run(["--quiet"], ["--steps", "50"]).status == 0)
        let command =
            "\(Needs.binary) run --hide-output --store \(store) -- \(Binaries.knownLaws) --batch-size 4 --steps 50"
        let full = try await Subprocess.run(
            .name("sh"),
            arguments: ["-c", "trap '' XFSZ; ulimit -f 40; exec \(command)"],
            output: .string(limit: 100_000),
            error: .string(limit: 100_000)
        )
        #expect(full.standardOutput.contains("samples/s"))
        #expect(full.standardError.contains("was not kept") && full.standardError.contains("disk"), "\(full)")
        let runs = try await Command.run(["runs", "--store", store, "--json"])
        #expect(try JSONDecoder().decode([KeptRun.Summary].self, from: Data(runs.output.utf8)).count == 1)
        #expect(try await run(["--quiet"], ["--steps", "50"]).status == 0, "with room again it goes on")
    }

    @Test func aStoreThatCannotBeUsedLosesNoMeasurement() async throws {
        let folder = "/tmp/headroom-e2e-\(UInt32.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data("no store".utf8).write(to: URL(filePath: "\(folder)/runs.sqlite"))
        let command = ["--", Binaries.knownLaws, "--batch-size", "4", "--steps", "20"]
        // A store given by name is checked before anything is measured.
        for store in ["runs.sqlite", "runs.sqlite/in/a/file.sqlite"] {
            let named = try await Command.run(["run", "--hide-output", "--store", "\(folder)/\(store)"] + command)
            #expect(named.status == 3 && named.output.isEmpty && named.errors.contains("\(folder)/runs.sqlite"))
            #expect(!named.errors.contains("NSCocoa"), "\(named.errors)")
            let standard = try await Command.run(
                ["run", "--hide-output"] + command,
                environment: ["HEADROOM_STORE": "\(folder)/\(store)"]
            )
            #expect(standard.status == 0 && standard.output.contains("samples/s"), "\(standard)")
            #expect(standard.errors.contains("was not kept") && !standard.errors.contains("NSCocoa"))
        }
        for command in ["runs", "survey"] {
            let path = command == "runs" ? ["--store", "\(folder)/runs.sqlite"] : ["\(folder)/runs.sqlite"]
            let result = try await Command.run([command] + path)
            #expect(result.status == 3 && result.errors.contains("is damaged, or is not a store"))
            #expect(
                try await Command.run([command] + path.map { $0.replacing("runs.sqlite", with: "none") }).status == 3
            )
        }
    }
}

@Suite struct WatchTests {
    @Test func itShowsTheMachineOnce() async throws {
        let result = try await Command.run(["watch", "--once"])
        #expect(result.status == 0 && result.output.contains("CPUs") && result.output.contains("pid"))
        #expect(!result.output.contains("\u{1B}"))
    }

    @Test func itsJSONHasTheDevices() async throws {
        let result = try await Command.run(["watch", "--json"])
        let document = try JSONDecoder().decode(WatchDocument.self, from: Data(result.output.utf8))
        #expect(document.schema == "headroom.watch/1" && document.devices.contains { $0.kind == .cpu })
        #expect(!document.processes.isEmpty && document.machine.busyCPUs != nil)
    }
}
