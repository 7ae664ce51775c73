import FoundationEssentials
import Glibc
import HeadroomCluster
import HeadroomSweep
import TestSupport
import Testing

@Suite struct RunFolderTests {
    private let temporary: Folder
    private let folder: RunFolder
    private let item = Plan.Item(arguments: ["sweep", "--", "true"], workingFolder: "/w", environment: ["OMP": "1"])

    init() throws {
        temporary = try Folder()
        folder = RunFolder(path: "\(temporary.path)/run")
        try folder.prepare()
    }

    private var plan: Plan {
        Plan(
            run: "abc",
            headroom: "0.1.0",
            program: "/bin/headroom",
            fingerprint: nil,
            on: "slurm:",
            slurmOptions: [],
            pace: Plan.Pace(),
            items: [item]
        )
    }

    private func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(self.folder.path)/\(folder)").sorted()
    }

    @Test func aPlanIsReadAsItWasWritten() throws {
        defer { temporary.remove() }
        #expect(try folder.plan() == nil)
        try folder.write(plan)
        #expect(try folder.existingPlan() == plan)
        #expect(try names(in: "").filter { $0.contains("tmp") || $0.contains("probe") }.isEmpty)
        var other = plan
        other.schema = "headroom.plan/9"
        try folder.write(other)
        let error = #expect(throws: ClusterError.self) { try folder.plan() }
        #expect(error?.description.contains("headroom.plan/9") == true)
    }

    @Test func theKeyIsThatOfTheContentAlone() {
        defer { temporary.remove() }
        let same = Plan.Item(arguments: ["sweep", "--", "true"], workingFolder: "/w", environment: ["OMP": "1"])
        #expect(same.key == item.key && item.key.count == 13)
        for change: (inout Plan.Item) -> Void in [
            { $0.arguments.append("x") }, { $0.workingFolder = "/v" }, { $0.environment["OMP"] = "2" },
        ] {
            var other = item
            change(&other)
            #expect(other.key != item.key)
        }
    }

    @Test func everyAttemptHasOneOwner() async throws {
        defer { temporary.remove() }
        let (folder, key) = (folder, item.key)
        let attempts = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<32 {
                group.addTask { try folder.claim(key, host: "n1", job: nil, fingerprint: nil).attempt }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(attempts.sorted() == Array(1...32))
        #expect(try folder.claimedAttempts(of: key) == Array(1...32))
        #expect(try folder.claimedAttempts(of: "other") == [])
        #expect(folder.claim(of: key, attempt: 7)?.host == "n1")
    }

    @Test func aFailedResultIsSetAsideAndAStoppedOneIsNoResult() throws {
        defer { temporary.remove() }
        let claim = try folder.claim(item.key, host: "n1", job: "7", fingerprint: nil)
        let failure = ItemResult.Failure(
            problems: ["it failed"],
            hint: nil,
            lastLines: ["line"],
            outputFolder: nil,
            exitCode: 1
        )
        var result = ItemResult(key: item.key, claim: claim, end: .stopped, document: nil, failure: failure)
        try folder.write(result)
        #expect(try folder.result(of: item.key) == nil)
        #expect(try folder.stoppedResult(of: item.key, attempt: 1) == result)
        result.end = .failed
        try folder.write(result)
        #expect(try folder.result(of: item.key) == result)
        folder.setAside(result)
        #expect(try folder.result(of: item.key) == nil)
        #expect(try names(in: "documents") == ["\(item.key).1.failed.json", "\(item.key).1.stopped.json"])
    }

    @Test func aTornLineLosesOnlyItself() throws {
        defer { temporary.remove() }
        func record(_ attempt: Int) -> JobRecord { JobRecord(.submitting, at: "now", key: "k", attempt: attempt) }
        try folder.append(record(1))
        let path = "\(folder.path)/jobs.jsonl"
        let whole = try Data(contentsOf: URL(filePath: path))
        try (whole + Data(#"{"event":"subm"#.utf8)).write(to: URL(filePath: path))
        #expect(folder.jobRecords() == [record(1)])
        try folder.append(record(2))
        #expect(folder.jobRecords() == [record(1), record(2)])
    }

    @Test func eventsAreReadWhileTheyAreWritten() throws {
        defer { temporary.remove() }
        let path = folder.eventsPath(of: "k", attempt: 1)
        let log = EventLog(path: path)
        var tail = EventTail(path: path)
        #expect(tail.next() == [])
        try log.append(NodeEvent(.alive, at: "a"))
        #expect(tail.next().map(\.at) == ["a"])
        #expect(tail.next() == [])
        let text = #"{"phase":"walking","batchSize":8,"trialsDone":0,"elapsedSeconds":1}"#
        var progress = try JSONDecoder().decode(SweepProgress.self, from: Data(text.utf8))
        for seconds in 1...5 {
            progress.elapsedSeconds = Double(seconds)
            log.show(progress)
        }
        progress.trialsDone = 1
        log.show(progress)
        // Once a second, and at each trial.
        let shown = tail.next().compactMap(\.progress)
        #expect(shown.map(\.trialsDone) == [0, 1] && shown.last == progress)
    }

    @Test func onlyOneHeadFollows() {
        defer { temporary.remove() }
        #expect(folder.lockForHead())
        #expect(!folder.lockForHead())
    }

    @Test func aFolderThatCannotBeWrittenIsRefused() throws {
        defer { temporary.remove() }
        try temporary.write([], "file")
        let error = #expect(throws: ClusterError.self) { try RunFolder(path: "\(temporary.path)/file").prepare() }
        #expect(error?.description.contains("cannot be used") == true)
    }
}
