import FoundationEssentials
import Glibc
import HeadroomCore
import TestSupport
import Testing

/// Sweeps in jobs of a real Slurm.
@Suite(.serialized, .disabled(if: !SlurmCluster.isInstalled, "Slurm is not installed")) struct SlurmTests {
    private let cluster: SlurmCluster
    private let folder: String
    private var run: String { "\(folder)/run" }

    init() throws {
        cluster = try SlurmCluster.shared.get()
        folder = "\(cluster.folder)/t\(UInt32.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private static let quickly = ["--queue-every", "1s", "--fence-every", "1s", "--lost-after", "5s"]
    private static let law = ["--seconds-per-sample", "0.0002"]

    /// Runs a sweep of known-laws in a job.
    private func sweep(
        _ options: [String] = [],
        on place: String = "slurm:mem=1000,time=10m",
        laws: [String] = Self.law
    ) async throws -> Command {
        try await Command.run(
            ["sweep", "--on", place, "--run-folder", run, "--progress", "plain"] + Self.quickly + options
                + ["--", Binaries.knownLaws, "--batch-size", "{batch}"] + laws,
            environment: cluster.environment,
            directory: folder
        )
    }

    private func document(_ path: String) throws -> SweepDocument {
        try JSONDecoder().decode(SweepDocument.self, from: Data(contentsOf: URL(filePath: path)))
    }

    private func keys(_ path: String) throws -> Set<String> {
        let text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
        // Keys of the outermost object, which the indentation shows.
        return Set(
            text.split(separator: "\n").filter { $0.hasPrefix("  \"") }.compactMap {
                $0.split(separator: "\"").dropFirst().first.map(String.init)
            }
        )
    }

    private func jobRecords() -> [String] {
        let data = FileManager.default.contents(atPath: "\(run)/jobs.jsonl") ?? Data()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test func aSweepInAJobIsReportedAsALocalOne() async throws {
        let options = ["--batch-sizes", "8,16,32", "--budget", "15s"]
        let remote = try await sweep(
            options + ["--export-json", "\(folder)/remote.json", "--html", "\(folder)/page.html"]
        )
        #expect(remote.status == 0, "\(remote)")
        let local = try await Command.run(
            ["sweep", "--no-store", "--export-json", "\(folder)/local.json"] + options
                + ["--", Binaries.knownLaws, "--batch-size", "{batch}"] + Self.law
        )
        #expect(local.status == 0, "\(local)")
        let found = try document("\(folder)/remote.json")
        #expect(try found.recommendation?.batchSize == document("\(folder)/local.json").recommendation?.batchSize)
        #expect(found.recommendation?.batchSize == 32)
        #expect(try keys("\(folder)/remote.json") == keys("\(folder)/local.json"))
        #expect(remote.output.contains("Train at a batch size of 32"), "\(remote.output)")
        #expect(FileManager.default.fileExists(atPath: "\(folder)/page.html"))
        let kept = try await Command.run(["runs", "--json"], environment: cluster.environment)
        #expect(kept.output.contains(found.id), "\(kept)")

        // A second start with other reports has the result at once, and submits nothing.
        let records = jobRecords()
        #expect(records.count == 3, "\(records)")
        let again = try await sweep(options + ["--quiet", "--export-csv", "\(folder)/again.csv"])
        #expect(again.status == 0, "\(again)")
        #expect(again.output.hasPrefix("Train at a batch size of 32"), "\(again.output)")
        #expect(jobRecords() == records)
        #expect(FileManager.default.fileExists(atPath: "\(folder)/again.csv"))
        // Another measurement is refused in its folder.
        let other = try await sweep(["--batch-sizes", "8,16", "--budget", "15s"])
        #expect(other.status == 64 && other.errors.contains("has another measurement"), "\(other)")
    }

    @Test func aRequestThatCannotBeMetIsRefusedInTheWordsOfSlurm() async throws {
        let partition = try await sweep(on: "slurm:partition=nowhere")
        #expect(
            partition.status == 64 && partition.errors.contains("invalid partition specified: nowhere"),
            "\(partition)"
        )
        let memory = try await sweep(on: "slurm:mem=900G")
        #expect(memory.status == 64 && memory.errors.contains("configuration is not available"), "\(memory)")
        let device = try await sweep(on: "slurm:gres=tpu:1")
        #expect(device.status == 64 && device.errors.contains("generic resource"), "\(device)")
        #expect(!jobRecords().contains { $0.contains("\"submitted\"") })
    }
}
