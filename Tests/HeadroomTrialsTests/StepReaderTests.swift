import FoundationEssentials
import HeadroomCore
import HeadroomTrials
import TestSupport
import Testing

/// Steps found in a command's output.
@Suite(.serialized) struct StepPatternTests {
    private func run(_ script: String, pattern: String, batchSize: Int? = 16, goal: TrialPlan.Goal = .end) async throws
        -> TrialResult
    {
        let directory = "/tmp/headroom-pattern-\(UInt32.random(in: .min ... .max))"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        var plan = TrialPlan(
            id: 1,
            purpose: .speed,
            batchSize: batchSize,
            command: CommandTemplate(["/bin/sh", "-c", script]),
            goal: goal,
            directory: directory
        )
        plan.stepPattern = try StepPattern(pattern)
        return try await TrialRunner(supervisor: Binaries.supervise, stopRequest: StopRequest()).run(plan)
    }

    private static let loop = "i=0; while [ $i -lt 40 ]; do i=$((i + 1)); sleep 0.02; "

    @Test(arguments: [
        "echo \"step $i: 16 samples\"", "printf 'step %s: 16 samples\\r' $i", "echo \"step $i: 16 samples\" >&2",
    ])
    func everyLineIsAStep(line: String) async throws {
        let document = try await run("\(Self.loop)\(line); done", pattern: "step \\d+: (?<samples>\\d+) samples")
            .trial
        #expect(document.outcome == .completed && document.batchSizeObserved == 16)
        #expect((document.steps ?? 0) + (document.warmupSteps ?? 0) == 40)
        #expect(document.stepSeconds?.mean ?? 0 >= 0.02)
    }

    @Test func aLastLineWithoutALineFeedIsAStep() async throws {
        let script = "\(Self.loop)done; i=0; while [ $i -lt 40 ]; do i=$((i + 1)); printf '\\nstep %s' $i; done"
        let result = try await run(script, pattern: "^step (?<step>\\d+)$")
        #expect(result.total.steps == 40)
    }

    /// The command is ended in the middle of a line: 'step 1' may be the beginning of 'step 12'.
    @Test func aLineThatWasBrokenOffIsNone() async throws {
        let script = "\(Self.loop) echo \"step $i\"; done; printf 'step 41'; kill -9 $$"
        await #expect(throws: TrialError.self) { try await run(script, pattern: "^step (?<step>\\d+)$") }
        let last = try await run(script, pattern: "^step (?<step>\\d+)$", batchSize: nil)
        #expect(last.total.steps == 40)
    }

    @Test func numbersCountTheStepsThatHaveNoLine() async throws {
        let script = "\(Self.loop) echo \"step $((i * 10))\"; done"
        let document = try await run(script, pattern: "step (?<step>\\d+)").trial
        #expect((document.steps ?? 0) + (document.warmupSteps ?? 0) == 400)
        #expect(document.batchSizeObserved == nil, "nobody said how many samples a step has")
    }

    @Test func numbersThatFallBackBeginAnEpoch() async throws {
        let script = "\(Self.loop) echo \"step $((i % 10 + 1))\"; done"
        let document = try await run(script, pattern: "step (?<step>\\d+)").trial
        // The first line has the number 2: the number before it is counted as a step without a line.
        #expect((40...41).contains((document.steps ?? 0) + (document.warmupSteps ?? 0)))
    }

    @Test func numbersThatBeginFarOutAreAResumption() async throws {
        await #expect(throws: TrialError.self) {
            try await run("\(Self.loop) echo \"step $((i + 500))\"; done", pattern: "step (?<step>\\d+)")
        }
    }

    @Test func aBatchSizeThatWasNotTakenIsRefused() async throws {
        await #expect(throws: TrialError.self) {
            try await run("\(Self.loop) echo \"32 samples\"; done", pattern: "(?<samples>\\d+) samples")
        }
    }

    @Test func halfAMegabyteASecondIsFollowed() async throws {
        // A kilobyte for each of 100 lines a step, five steps of 0.2 s: 500 kB a second.
        let noise = "head -c 100000 /dev/zero | tr '\\0' 'x' | fold -w 1000; echo"
        let script = "i=0; while [ $i -lt 10 ]; do i=$((i + 1)); \(noise); echo \"step $i\"; sleep 0.2; done"
        let result = try await run(script, pattern: "^step (?<step>\\d+)")
        #expect((result.trial.steps ?? 0) + (result.trial.warmupSteps ?? 0) == 10)
        // Scanning every byte costs CPU time of this process, not of the trial.
        #expect(result.trial.stepSeconds?.mean ?? 0 >= 0.2)
    }

    @Test(arguments: ["(", "", "[a"]) func whatIsNoPatternIsRefused(text: String) {
        #expect(throws: StepPattern.Failure.self) { try StepPattern(text) }
    }

    @Test func withoutStepsTheDeviceAndTheMemoryAreWatched() async throws {
        let directory = "/tmp/headroom-watched-\(UInt32.random(in: .min ... .max))"
        let plan = TrialPlan(
            id: 1,
            purpose: .speed,
            batchSize: 16,
            command: CommandTemplate([Binaries.knownLaws, "--batch-size", "{batch}", "--fixed-bytes", "5e7"]),
            goal: .seconds(2),
            directory: directory
        )
        let document = try await TrialRunner(supervisor: Binaries.supervise, stopRequest: StopRequest()).run(plan)
            .trial
        #expect(document.outcome == .completed && document.endedBy == .precise)
        #expect(document.samplesPerSecond == nil && document.batchSizeObserved == nil)
        #expect(document.deviceUtilization != nil && document.peakHostMemoryBytes ?? 0 > 50_000_000)
        #expect(!FileManager.default.fileExists(atPath: directory), "the folder of a trial goes with it")
    }
}

@Suite struct ProjectSnapshotTests {
    @Test func whatATrialChangesIsSeen() throws {
        let folder = "/tmp/headroom-tree-\(UInt32.random(in: .min ... .max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for path in ["sub", ".git", "__pycache__"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(path)", withIntermediateDirectories: true)
        }
        func write(_ name: String, _ text: String) throws {
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
        }
        try write("train.py", "print()")
        try write("sub/old.ckpt", "1")
        let tree = ProjectSnapshot(folder: folder)
        #expect(tree.changes() == [])
        try write("sub/old.ckpt", "22")
        try write("new.log", "x")
        try write(".git/index", "x")
        try write("__pycache__/train.pyc", "x")
        #expect(tree.changes() == ["new.log", "sub/old.ckpt"])
    }

    @Test func whatHeadroomWritesItselfIsNoTrials() throws {
        let folder = "/tmp/headroom-tree-\(UInt32.random(in: .min ... .max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: "\(folder)/logs/run", withIntermediateDirectories: true)
        let own = ["runs.sqlite", "logs", "./report.html"].map { "\(folder)/\($0)" }
        let tree = ProjectSnapshot(folder: folder, ownPaths: own)
        for name in ["runs.sqlite", "runs.sqlite-wal", "logs/run/trial-1.out.log", "report.html", "model.pt"] {
            try Data("x".utf8).write(to: URL(filePath: "\(folder)/\(name)"))
        }
        #expect(tree.changes() == ["model.pt"])
    }
}

@Suite struct LogArchiveTests {
    private let base = "/tmp/headroom-logs-\(UInt32.random(in: .min ... .max))"

    private func write(_ path: String) throws {
        let folder = path[..<(path.lastIndex(of: "/") ?? path.endIndex)]
        try FileManager.default.createDirectory(atPath: "\(base)/\(folder)", withIntermediateDirectories: true)
        try Data("x".utf8).write(to: URL(filePath: "\(base)/\(path)"))
    }

    @Test func theOldestRunsAreForgotten() throws {
        defer { try? FileManager.default.removeItem(atPath: base) }
        for run in 0..<25 { try write("run-\(run)/trial-1-batch-8.out.log") }
        _ = LogArchive(base: base, run: "new")
        #expect(try FileManager.default.contentsOfDirectory(atPath: base).count == 19)
    }

    /// The user may name any folder for the logs, including the home directory.
    @Test func whatIsNoRunIsLeftAlone() throws {
        defer { try? FileManager.default.removeItem(atPath: base) }
        try write("precious/thesis.tex")
        try write("mixed/trial-1.out.log")
        try write("mixed/notes.txt")
        try FileManager.default.createDirectory(atPath: "\(base)/empty", withIntermediateDirectories: true)
        for file in 0..<24 { try write("files/../file-\(file)") }
        for run in 0..<25 { try write("run-\(run)/trial-1.err.log") }
        _ = LogArchive(base: base, run: "new")
        let left = try FileManager.default.contentsOfDirectory(atPath: base)
        #expect(left.count { $0.hasPrefix("run-") } == 19 && left.count { $0.hasPrefix("file-") } == 24)
        for path in ["precious/thesis.tex", "mixed/notes.txt", "mixed/trial-1.out.log", "empty"] {
            #expect(FileManager.default.fileExists(atPath: "\(base)/\(path)"), "\(path)")
        }
    }

    @Test func aHomeOfItsOwnIsTaken() {
        #expect(LogArchive.defaultBase(environment: ["XDG_STATE_HOME": "/s", "HOME": "/h"]) == "/s/headroom/logs")
        #expect(LogArchive.defaultBase(environment: ["HOME": "/h"]) == "/h/.local/state/headroom/logs")
        #expect(LogArchive.defaultBase(environment: [:]) == nil)
    }
}
