import FoundationEssentials
import Glibc
import HeadroomCore
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// A sweep of known-laws in a job of the tests' Slurm, with a run folder of its own.
struct ClusterSweep: Sendable {
    let cluster: SlurmCluster
    let folder: String
    /// Number of samples by which its trainings are found among the processes.
    let mark = String(UInt32.random(in: 1_000_000_000 ... .max))

    /// The run folder.
    let run: String
    /// Folder that the command starts in.
    private var work: String { "\(folder)/work" }

    static let law = ["--seconds-per-sample", "0.0002"]
    static let sizes = ["--batch-sizes", "8,16,32"]
    private static let place = "slurm:mem=1000,time=10m"
    private static let quickly = ["--queue-every", "1s", "--fence-every", "1s", "--lost-after", "2s"]

    /// - Parameter name: name of the run folder.
    init(named name: String = "run") throws {
        cluster = try SlurmCluster.shared.get()
        folder = "\(cluster.folder)/t\(UInt32.random(in: .min ... .max))"
        run = "\(folder)/\(name)"
        try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
    }

    private func arguments(_ options: [String], on place: String, laws: [String]) -> [String] {
        ["sweep", "--on", place, "--run-folder", run, "--progress", "plain"] + Self.quickly + options
            + ["--", Binaries.knownLaws, "--batch-size", "{batch}", "--training-samples", mark] + laws
    }

    /// Runs the sweep to its end.
    func callAsFunction(
        _ options: [String],
        on place: String = Self.place,
        laws: [String] = Self.law,
        environment: [String: String?] = [:]
    ) async throws -> Command {
        try await Command.run(
            arguments(options, on: place, laws: laws),
            environment: cluster.environment.merging(environment) { $1 },
            directory: work
        )
    }

    /// Runs another command of headroom with the same Slurm and store.
    func headroom(_ arguments: String...) async throws -> Command {
        try await Command.run(arguments, environment: cluster.environment, directory: work)
    }

    /// Starts the sweep.
    func head(_ options: [String], on place: String, laws: [String]) throws -> RunningCommand {
        try RunningCommand(
            arguments(options, on: place, laws: laws),
            environment: cluster.environment,
            output: folder,
            directory: work
        )
    }

    /// Starts the sweep, and waits until its node has measured something.
    func start(
        _ options: [String] = ["--budget", "9s", "--precision", "0.001"] + Self.sizes,
        laws: [String] = Self.law
    ) async throws -> RunningCommand {
        let head = try head(options, on: Self.place, laws: laws)
        #expect(try await head.says(" measures on "), "\(head.errors)")
        for _ in 0..<600 where !events(attempt: 1).contains("\"trialsDone\":1") {
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(events(attempt: 1).contains("\"trialsDone\":1"), "\(events(attempt: 1))")
        return head
    }

    /// Node that a head has named.
    func node(in head: RunningCommand) -> String? {
        let errors = head.errors
        return errors.firstRange(of: " measures on ").map {
            String(errors[$0.upperBound...].prefix { !$0.isWhitespace })
        }
    }

    /// Whether a training of the sweep runs within some seconds: between two trials there is none.
    func trains() async throws -> Bool {
        for _ in 0..<200 where !isTraining { try await Task.sleep(for: .milliseconds(50)) }
        return isTraining
    }

    private var isTraining: Bool { !ProcessTable.matching(mark).filter(isTraining).isEmpty }

    /// Whether all trainings of the sweep end within some seconds.
    func endsTraining() async throws -> Bool {
        for _ in 0..<200 where isTraining { try await Task.sleep(for: .milliseconds(50)) }
        return !isTraining
    }

    /// Whether a process is a training, rather than the head that has the same words.
    private func isTraining(_ process: Int) -> Bool {
        let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
        return String(decoding: line.prefix(while: { $0 != 0 }), as: UTF8.self) == Binaries.knownLaws
    }

    private func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }

    func events(attempt: Int) -> String {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(run)/events")) ?? []
        return names.first { $0.hasSuffix(".\(attempt).jsonl") }.map { text("\(run)/events/\($0)") } ?? ""
    }

    var jobRecords: [String] { text("\(run)/jobs.jsonl").split(separator: "\n").map(String.init) }

    /// Numbers of the jobs that were submitted, in order.
    var jobs: [String] {
        jobRecords.filter { $0.contains("\"submitted\"") }.compactMap { line in
            line.firstRange(of: "\"job\":\"").map { String(line[$0.upperBound...].prefix(while: \.isNumber)) }
        }
    }

    /// Number of the job that was submitted at this place, from 0.
    func job(_ index: Int = 0) throws -> String {
        try #require(jobs.indices.contains(index) ? jobs[index] : nil, "\(jobRecords)")
    }

    func document(_ name: String) throws -> SweepDocument {
        try JSONDecoder().decode(SweepDocument.self, from: Data(text("\(folder)/\(name)").utf8))
    }

    /// Names of the outermost fields of a document, which the indentation shows.
    func fields(_ name: String) -> Set<Substring> {
        Set(
            text("\(folder)/\(name)").split(separator: "\n").filter { $0.hasPrefix("  \"") }
                .compactMap { $0.split(separator: "\"").dropFirst().first }
        )
    }
}
