import FoundationEssentials
import HeadroomCore
import TestSupport
import Testing

/// Recording of a run, and reports from the recording.
@Suite(.serialized) struct RecordingTests {
    private let path = "/tmp/headroom-e2e-\(UInt32.random(in: .min ... .max)).jsonl"

    private func record(_ laws: [String], options: [String] = []) async throws -> Command {
        let command = [Binaries.knownLaws, "--batch-size", "16", "--limit-seconds", "20", "--fixed-seconds", "0.005"]
        return try await Command.run(
            ["run", "--hide-output", "--no-store", "--record", path, "--export-json", "-"] + options + ["--"] + command
                + laws
        )
    }

    /// Notes about the watching itself, such as a busy machine, are not part of a recording.
    private func document(_ text: String) throws -> SweepDocument {
        var document = try JSONDecoder().decode(SweepDocument.self, from: Data(text.utf8))
        document.notes = []
        return document
    }

    @Test func fromARecordingTheSameFollows() async throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let run = try await record(["--steps", "200", "--training-samples", "1000"])
        #expect(run.status == 0, "\(run.errors)")
        let again = try await Command.run(["report", path, "--export-json", "-"])
        #expect(try document(again.output) == document(run.output) && run.output.contains("\"samplesPerSecond\""))
        let shown = try await Command.run(["report", path])
        #expect(shown.status == 0 && shown.output.contains("samples/s"))
        let beside = try await Command.run(["report", path, path])
        #expect(beside.status == 0, "\(beside.errors)")
    }

    @Test func aRunThatFailedIsToldFromItsRecordingToo() async throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let run = try await record(["--misbehave", "die"])
        #expect(run.status == 1)
        let again = try await Command.run(["report", path, "--export-json", "-"])
        #expect(again.status == 0 && again.output.contains("after step 20"))
        #expect(try document(again.output) == document(run.output))
    }

    @Test func aRecordingThatBreaksOffIsUsedAsFarAsItGoes() async throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        _ = try await record(["--steps", "300"])
        let whole = try #require(FileManager.default.contents(atPath: path))
        for share in [0, 1, 10, 40, 70, 95] {
            try whole.prefix(whole.count * share / 100).write(to: URL(filePath: path))
            let report = try await Command.run(["report", path])
            switch share {
            case 0...1: #expect(report.status == 3 && report.errors.contains("recording"), "\(share): \(report)")
            case 40...: #expect(report.status == 0 && report.output.contains("breaks off"), "\(share): \(report)")
            default: #expect([0, 3].contains(report.status), "\(share): \(report)")
            }
        }
        var text = String(decoding: whole, as: UTF8.self)
        text.replace("headroom.recording/1", with: "headroom.recording/9")
        try Data(text.utf8).write(to: URL(filePath: path))
        let newer = try await Command.run(["report", path])
        #expect(newer.status == 3 && newer.errors.contains("of another version"))
        try (Data("x{\n".utf8) + whole).write(to: URL(filePath: path))
        #expect(try await Command.run(["report", path]).status == 3)
    }

    @Test func aRecordingThatCannotBeWrittenIsToldBeforeTheRun() async throws {
        let refused = try await Command.run(["run", "--record", "/nowhere/r.jsonl", "--", "false"])
        #expect(refused.status == 3 && refused.errors.contains("cannot write the recording /nowhere/r.jsonl"))
        let full = try await Command.run(["run", "--no-store", "--record", "/dev/full", "--", "true"])
        #expect(full.status == 0 && full.output.contains("No space left"))
    }

    @Test func whatNeverStartedIsNoRunInItsRecordingEither() async throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let run = try await Command.run(["run", "--no-store", "--record", path, "--", "/nowhere/at-all"])
        #expect(run.status != 0)
        let report = try await Command.run(["report", path])
        #expect(report.status == 3 && report.errors.contains("nothing follows from the recording"), "\(report)")
    }

    @Test func theDevicesOfARecordingArePlayedBack() async throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let lines = [
            #"{"recording":"headroom.recording/1","run":{"id":"a","startedAt":"2026-01-01T00:00:00Z","command":["x"]}}"#,
            #"{"machine":{"devices":["Somebody's GPU"],"frameworks":{},"logicalCPUs":64,"usableCPUs":64,"memoryBytes":1}}"#,
            #"{"device":"GPU-1","at":100,"description":{"id":"GPU-1","kind":"nvidia","name":"Somebody's GPU","absent":{},"sharesHostMemory":false}}"#,
            #"{"device":"GPU-1","at":100.1,"readings":[["utilization",0.25,100.1,0.1],["powerWatts",321]]}"#,
            #"{"device":"GPU-1","at":100.2,"readings":[["memoryUsedBytes",1e300],["clockHertz",5,1e300]]}"#,
            #"{"device":"GPU-1","at":1e300,"readings":[["memoryUsedBytes",1]]}"#,
        ]
        try Data(lines.joined(separator: "\n").utf8).write(to: URL(filePath: path))
        let watch = try await Command.run(["watch", "--json", "--replay", path])
        let document = try JSONDecoder().decode(WatchDocument.self, from: Data(watch.output.utf8))
        #expect(document.devices.map(\.name) == ["Somebody's GPU"] && document.devices.first?.kind == .nvidia)
        #expect(watch.output.contains("321") && watch.output.contains("0.25"))
        #expect(document.machine.logicalCPUs == 64 && document.processes.isEmpty, "nothing of this machine")
        #expect(try await Command.run(["watch", "--once", "--replay", "/nowhere"]).status == 3)
        #expect(try await Command.run(["watch", "--once", "--replay", Binaries.knownLaws]).status == 3)
    }
}
