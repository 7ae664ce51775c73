import FoundationEssentials
import Glibc
import HeadroomCore
import TestSupport
import Testing

/// Sweeps in jobs of a real Slurm.
@Suite(.serialized, .disabled(if: Needs.isQuick || !SlurmCluster.isInstalled, "Slurm is not installed"))
struct SlurmTests {
    private static let terminated = 128 + Int(SIGTERM)

    /// A sweep whose job gets a time limit that has nearly passed, which Slurm looks at twice a minute: it is started by
    /// the first test, and its end is seen by the last.
    private static let late = Task {
        let sweep = try ClusterSweep()
        // Every trial takes seconds to start.
        let laws = ClusterSweep.law + ["--start-seconds", "5"]
        let head = try await sweep.start(["--budget", "3m"] + ClusterSweep.sizes, laws: laws)
        try await sweep.cluster.run("scontrol", "update", "JobId=\(sweep.job())", "TimeLimit=1")
        return (sweep, head)
    }

    @Test func aSweepInAJobIsReportedAsALocalOneAndMadeOnce() async throws {
        let sweep = try ClusterSweep()
        let options = ClusterSweep.sizes + ["--budget", "10s"]
        let reports = ["--export-json", "\(sweep.folder)/remote.json", "--html", "\(sweep.folder)/page.html"]
        async let onCluster = sweep(options + reports)
        async let here = Command.run(
            ["sweep", "--no-store", "--export-json", "\(sweep.folder)/local.json"] + options
                + ["--", Binaries.knownLaws, "--batch-size", "{batch}"] + ClusterSweep.law
        )
        let (remote, local) = (try await onCluster, try await here)
        #expect(remote.status == 0, "\(remote)")
        #expect(local.status == 0, "\(local)")
        _ = Self.late
        let found = try sweep.document("remote.json")
        #expect(found.recommendation?.batchSize == 32)
        #expect(try sweep.document("local.json").recommendation?.batchSize == 32)
        #expect(sweep.fields("remote.json") == sweep.fields("local.json"))
        #expect(remote.output.contains("Train at a batch size of 32"), "\(remote.output)")
        #expect(FileManager.default.fileExists(atPath: "\(sweep.folder)/page.html"))
        let kept = try await sweep.headroom("runs", "--json", "--job", sweep.job())
        #expect(kept.output.contains(found.id), "\(kept)")

        // A second start with other reports has the result at once, and submits nothing.
        let records = sweep.jobRecords
        #expect(records.count == 3, "\(records)")
        let again = try await sweep(options + ["--quiet", "--export-csv", "\(sweep.folder)/again.csv"])
        #expect(again.status == 0 && again.output.hasPrefix("Train at a batch size of 32"), "\(again)")
        #expect(sweep.jobRecords == records)
        #expect(FileManager.default.fileExists(atPath: "\(sweep.folder)/again.csv"))
        // A job that starts all the same measures nothing.
        let node = try await sweep.headroom("node", sweep.run)
        #expect(node.status == 0 && node.errors.contains("has its result already"), "\(node)")
        // Another measurement is refused in its folder.
        let other = try await sweep(["--batch-sizes", "8,16", "--budget", "10s"])
        #expect(other.status == 64 && other.errors.contains("has another measurement"), "\(other)")
    }

    @Test func aRequestThatCannotBeMetIsRefusedInTheWordsOfSlurm() async throws {
        let sweep = try ClusterSweep()
        for (place, words) in [
            ("partition=nowhere", "invalid partition specified: nowhere"),
            ("mem=900G", "configuration is not available"),
            ("gres=tpu:1", "generic resource"),
            ("constraint=a100", "Invalid feature specification"),
            ("frobnicate=1", "frobnicate"),
        ] {
            let end = try await sweep(ClusterSweep.sizes, on: "slurm:\(place)")
            #expect(end.status == 64 && end.errors.contains(words), "\(end)")
        }
        #expect(sweep.jobs.isEmpty)
        // Slurm takes this one, and would let it wait for ever.
        let long = try await sweep(ClusterSweep.sizes, on: "slurm:partition=short,time=2h")
        #expect(long.status == 64 && long.errors.contains("can never start (Slurm: PENDING"), "\(long)")
        #expect(long.errors.contains("PartitionTimeLimit"), "\(long)")
        let queue = try await sweep.cluster.run("squeue", "--me", "--noheader", "--format=%i")
        #expect(try !queue.contains(sweep.job()), "\(queue)")
    }

    @Test func aCommandThatFailsIsReportedAsALocalOneAndStartedAgain() async throws {
        let sweep = try ClusterSweep(named: "a run's 100%j")
        let laws = ["--misbehave", "fail"]
        let remote = try await sweep([], laws: laws)
        let local = try await Command.run(
            ["sweep", "--no-store", "--", Binaries.knownLaws, "--batch-size", "{batch}"] + laws
        )
        #expect(remote.status == local.status && remote.status == 1, "\(remote) \(local)")
        #expect(remote.errors.contains("Traceback: the data set is not where it should be"), "\(remote)")
        let seen = try await sweep.headroom("resume", sweep.run)
        #expect(seen.status == 1 && sweep.jobs.count == 1, "\(seen)")
        let again = try await sweep([], laws: laws)
        #expect(again.status == 1 && sweep.jobs.count == 2, "\(again)")
    }

    @Test func jobsThatEndEarly() async throws {
        async let canceled: () = aJobThatIsCanceledLeavesItsTrialsAndNoProcess()
        async let lost: () = aLostNodeLosesAnAttemptAndTheOldTreeEndsItself()
        async let preempted: () = aPreemptedJobIsSubmittedAgain()
        async let program: () = aJobThatEndsAtOnceIsTriedThreeTimes()
        async let output: () = aJobWhoseOutputCannotBeOpenedIsTriedAgain()
        _ = try await (canceled, lost, preempted, program, output)
    }

    private func aJobThatIsCanceledLeavesItsTrialsAndNoProcess() async throws {
        let (byHeadroom, bySlurm) = (try ClusterSweep(), try ClusterSweep())
        async let starts = (byHeadroom.start(), bySlurm.start())
        let heads = try await starts
        let cancel = try await byHeadroom.headroom("cancel", byHeadroom.run)
        #expect(cancel.status == 0, "\(cancel)")
        _ = try await byHeadroom.cluster.run("scancel", bySlurm.job())
        for (sweep, head) in [(byHeadroom, heads.0), (bySlurm, heads.1)] {
            let end = try await head.end()
            #expect(end.status == Self.terminated && end.errors.contains("was canceled"), "\(end)")
            #expect(end.output.contains("batch size"), "\(end)")
            #expect(try await sweep.endsTraining())
            #expect(sweep.jobs.count == 1)
        }
    }

    @Test func anotherHeadGoesOnWithTheSameJob() async throws {
        async let interrupted: () = anInterruptedHeadSaysHowToComeBack()
        async let killed: () = aHeadThatWasKilledWhileItSubmitted()
        _ = try await (interrupted, killed)
    }

    private func anInterruptedHeadSaysHowToComeBack() async throws {
        let sweep = try ClusterSweep()
        let head = try await sweep.start()
        // No second head may follow the run.
        let second = try await sweep.headroom("resume", sweep.run)
        #expect(second.status == 3 && second.errors.contains("another headroom follows"), "\(second)")
        kill(head.process, SIGINT)
        let end = try await head.end()
        #expect(end.status == 128 + Int(SIGINT), "\(end)")
        #expect(end.errors.contains("headroom resume \(sweep.run)"), "\(end)")
        #expect(end.errors.contains("headroom cancel \(sweep.run)"), "\(end)")
        #expect(try await sweep.trains())
        let resumed = try await sweep.headroom("resume", sweep.run, "--progress", "plain")
        #expect(resumed.status == 0 && resumed.output.contains("Train at a batch size of 32"), "\(resumed)")
        #expect(resumed.errors.contains("going on with job"), "\(resumed)")
        #expect(sweep.jobs.count == 1)
    }

    /// The job exists, and the head has not come to know it.
    private func aHeadThatWasKilledWhileItSubmitted() async throws {
        let sweep = try ClusterSweep()
        let head = try await sweep.start()
        kill(head.process, SIGKILL)
        #expect(try await head.end().status == 1000 + Int(SIGKILL))
        // The record of the submission is missing, as if the head had been killed while sbatch ran.
        let first = try #require(sweep.jobRecords.first)
        #expect(first.contains("submitting"))
        try Data((first + "\n").utf8).write(to: URL(filePath: "\(sweep.run)/jobs.jsonl"))
        let resumed = try await sweep.headroom("resume", sweep.run)
        #expect(resumed.status == 0 && resumed.output.contains("Train at a batch size of 32"), "\(resumed)")
        #expect(sweep.jobs.count == 1, "\(sweep.jobRecords)")
    }

    @Test func aHeadMayEndAtEachStepOfASubmission() async throws {
        async let before: () = aHeadThatEndedBeforeSbatch()
        async let after: () = aHeadThatEndedAfterSbatch()
        async let long: () = aHeadThatWasAwayWhileItsJobWasCanceled()
        _ = try await (before, after, long)
    }

    private static let failing = ["--misbehave", "fail"]
    private static let held = "slurm:mem=1000,hold"

    /// Leaves only the first record, and returns what it was.
    private func keepFirstRecord(of sweep: ClusterSweep) throws -> String {
        let first = try #require(sweep.jobRecords.first)
        try Data((first + "\n").utf8).write(to: URL(filePath: "\(sweep.run)/jobs.jsonl"))
        return first
    }

    private func aHeadThatEndedBeforeSbatch() async throws {
        let sweep = try ClusterSweep()
        _ = try await sweep([], on: "slurm:partition=nowhere", laws: Self.failing)
        #expect(try keepFirstRecord(of: sweep).contains("submitting"))
        let end = try await sweep([], laws: Self.failing)
        #expect(end.status == 1 && end.errors.contains("Traceback"), "\(end)")
        #expect(sweep.jobs.count == 1, "\(sweep.jobRecords)")
    }

    /// The job waits, so that no node has claimed anything.
    private func aHeadThatEndedAfterSbatch() async throws {
        let sweep = try ClusterSweep()
        let first = try sweep.head([], on: Self.held, laws: Self.failing)
        #expect(try await first.says("waits: JobHeldUser"), "\(first.errors)")
        kill(first.process, SIGKILL)
        _ = try await first.end()
        let job = try sweep.job()
        #expect(try keepFirstRecord(of: sweep).contains("submitting"))
        let second = try sweep.head([], on: Self.held, laws: Self.failing)
        #expect(try await second.says("going on with job \(job)"), "\(second.errors)")
        try await sweep.cluster.run("scontrol", "release", job)
        let end = try await second.end()
        #expect(end.status == 1 && end.errors.contains("Traceback"), "\(end)")
        #expect(sweep.jobs == [job], "\(sweep.jobRecords)")
    }

    private func aHeadThatWasAwayWhileItsJobWasCanceled() async throws {
        let sweep = try ClusterSweep()
        let first = try sweep.head([], on: Self.held, laws: Self.failing)
        #expect(try await first.says("waits: JobHeldUser"), "\(first.errors)")
        kill(first.process, SIGKILL)
        _ = try await first.end()
        try await sweep.cluster.run("scancel", sweep.job())
        let end = try await sweep([], laws: Self.failing)
        #expect(end.status == 1 && end.errors.contains("of an earlier start has ended (Slurm: CANCELLED"), "\(end)")
        #expect(sweep.jobs.count == 2, "\(sweep.jobRecords)")
    }

    private func aLostNodeLosesAnAttemptAndTheOldTreeEndsItself() async throws {
        let sweep = try ClusterSweep()
        let head = try await sweep.start()
        let node = try #require(sweep.node(in: head))
        #expect(try await sweep.trains())
        // The daemons of a node die and its trainings live on.
        try await sweep.cluster.lose(node, job: sweep.job())
        let end = try await head.end()
        #expect(end.status == 0 && end.output.contains("Train at a batch size of 32"), "\(end)")
        #expect(end.errors.contains("was lost") && end.errors.contains("NODE_FAIL"), "\(end)")
        #expect(sweep.jobs.count == 2)
        // The old tree has ended itself, and the other attempt is elsewhere.
        #expect(sweep.events(attempt: 1).contains("attempt 2 on "), "\(sweep.events(attempt: 1))")
        #expect(!sweep.events(attempt: 2).contains("\"host\":\"\(node)\""), "\(sweep.events(attempt: 2))")
        #expect(try await sweep.endsTraining())
        try await sweep.cluster.restore(node)
    }

    /// The node needs no controller: the result is in the folder.
    @Test func aControllerMayBeAwayForAWhile() async throws {
        let sweep = try ClusterSweep()
        let head = try await sweep.start()
        try await sweep.cluster.stopController()
        let end = try await head.end()
        try await sweep.cluster.startController()
        #expect(end.status == 0 && end.output.contains("Train at a batch size of 32"), "\(end)")
        #expect(sweep.jobs.count == 1)
    }

    private func aPreemptedJobIsSubmittedAgain() async throws {
        let sweep = try ClusterSweep()
        let head = try await sweep.start()
        let node = try #require(sweep.node(in: head))
        // Another job takes the whole node, in a partition of higher priority.
        let other = try await sweep.cluster.run(
            "sbatch",
            "--parsable",
            "--partition=high",
            "--nodelist=\(node)",
            "--mem=4000",
            "--output=/dev/null",
            "--wrap=sleep 60"
        )
        #expect(try await head.says("was lost (Slurm: PREEMPTED"), "\(head.errors)")
        let end = try await head.end()
        #expect(end.status == 0 && end.output.contains("Train at a batch size of 32"), "\(end)")
        #expect(sweep.jobs.count == 2)
        try await sweep.cluster.run("scancel", other.filter(\.isNumber))
    }

    @Test func memory() async throws {
        async let enough: () = memoryIsWhatTheJobRequested()
        async let tooLittle: () = aJobThatIsKilledForItsMemoryIsNotRepeated()
        _ = try await (enough, tooLittle)
    }

    private func memoryIsWhatTheJobRequested() async throws {
        let sweep = try ClusterSweep()
        let end = try await sweep(
            ["--budget", "8s", "--batch-sizes", "8,64"],
            on: "slurm:mem=450,time=10m",
            laws: ClusterSweep.law + ["--bytes-per-sample", "3000000"]
        )
        #expect(end.status == 0 && end.output.contains("fits into the memory of 172 MiB"), "\(end)")
    }

    private func aJobThatIsKilledForItsMemoryIsNotRepeated() async throws {
        let sweep = try ClusterSweep()
        guard sweep.cluster.hasControlGroups else { return }
        let killed = try await sweep(ClusterSweep.sizes, on: "slurm:mem=6,time=10m")
        #expect(killed.status == 1 && killed.errors.contains("OUT_OF_MEMORY"), "\(killed)")
        #expect(killed.errors.contains("oom-kill event"), "\(killed)")
        #expect(sweep.jobs.count == 1, "\(sweep.jobRecords)")
    }

    /// Slurm ends such a job with the exit code 0:53 and without a word.
    private func aJobWhoseOutputCannotBeOpenedIsTriedAgain() async throws {
        let sweep = try ClusterSweep()
        let head = try sweep.head([], on: "slurm:mem=1000,hold", laws: ["--misbehave", "fail"])
        #expect(try await head.says("waits: JobHeldUser"), "\(head.errors)")
        let logs = "\(sweep.run)/logs"
        let output = try #require(
            FileManager.default.contentsOfDirectory(atPath: logs).first { $0.hasSuffix(".1.out") }
        )
        try FileManager.default.removeItem(atPath: "\(logs)/\(output)")
        try FileManager.default.createDirectory(atPath: "\(logs)/\(output)", withIntermediateDirectories: false)
        try await sweep.cluster.run("scontrol", "release", sweep.job())
        #expect(try await head.says("was lost (Slurm: FAILED 0:53"), "\(head.errors)")
        for _ in 0..<100 where sweep.jobs.count < 2 { try await Task.sleep(for: .milliseconds(50)) }
        try await sweep.cluster.run("scontrol", "release", sweep.job(1))
        let end = try await head.end()
        #expect(end.status == 1 && end.errors.contains("Traceback: the data set"), "\(end)")
    }

    private func aJobThatEndsAtOnceIsTriedThreeTimes() async throws {
        let sweep = try ClusterSweep()
        // The plan names a program that the node does not have.
        _ = try await sweep(ClusterSweep.sizes, on: "slurm:partition=nowhere")
        let plan = "\(sweep.run)/plan.json"
        let text = try String(contentsOf: URL(filePath: plan), encoding: .utf8)
        let changed = text.replacing(Needs.binaryPath, with: "/nonexistent/headroom")
            .replacing("slurm:partition=nowhere", with: "slurm:mem=100")
        try Data(changed.utf8).write(to: URL(filePath: plan))
        let end = try await sweep.headroom("resume", sweep.run)
        #expect(end.status == 1 && end.errors.contains("ended at once"), "\(end)")
        #expect(end.errors.contains("FAILED 127:0"), "\(end)")
        #expect(end.errors.contains("/nonexistent/headroom"), "\(end)")
        #expect(sweep.jobs.count == 3)
    }

    @Test func aNodeWhoseFolderIsGoneEndsItsTraining() async throws {
        let sweep = try ClusterSweep()
        _ = try await sweep(ClusterSweep.sizes, on: "slurm:partition=nowhere")
        let node = try RunningCommand(
            ["node", sweep.run],
            environment: sweep.cluster.environment,
            output: sweep.folder,
            directory: sweep.folder
        )
        #expect(try await sweep.trains())
        rename(sweep.run, "\(sweep.folder)/elsewhere")
        let end = try await node.end()
        #expect(end.status == 3 && end.errors.contains("cannot be written any more"), "\(end)")
        #expect(try await sweep.endsTraining())
    }

    @Test func aTimeLimitEndsAJobWithWhatItMeasured() async throws {
        let (sweep, head) = try await Self.late.value
        let end = try await head.end()
        #expect(end.status == 4 && end.errors.contains("time limit"), "\(end)")
        #expect(end.output.contains("batch size"), "\(end)")
        #expect(sweep.jobs.count == 1)
        #expect(try await sweep.endsTraining())
        try await sweep.cluster.end()
    }
}
