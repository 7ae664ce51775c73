import Glibc
import Subprocess
import TestSupport
import Testing

/// No descendant outlives a process tree, whatever its attempts to escape.
///
/// Every program here ends by itself within seconds.
@Suite struct DescendantTests {
    /// Leaves the tree as far as a process can: forks twice and starts a separate session, ignoring SIGTERM.
    private static let daemon = """
        import os, signal, sys, time
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                for s in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT): signal.signal(s, signal.SIG_IGN)
                open(sys.argv[2], 'w').close()
                time.sleep(8)
            os._exit(0)
        while not os.path.exists(sys.argv[2]): time.sleep(0.005)
        time.sleep(float(sys.argv[3]))
        """

    private static func scratchFile() -> String { "/tmp/\(Supervise.tag())" }

    @Test func daemonThatOutlivesItsCommandIsEnded() async throws {
        let (tag, file) = (Supervise.tag(), Self.scratchFile())
        defer { unlink(file) }
        let run = try await Supervise.run([], [Supervise.python, "-c", Self.daemon, tag, file, "0"])
        let ended = try #require(run.ended)
        #expect(ended.exitCode == 0 && ended.endedBy == "self" && ended.stragglers == 1)
        #expect(Supervise.survivors(tag).isEmpty)
        #expect(run.seconds < 6)
    }

    @Test func daemonIsEndedAfterTheGracePeriod() async throws {
        let (tag, file) = (Supervise.tag(), Self.scratchFile())
        defer { unlink(file) }
        let command = [Supervise.python, "-c", Self.daemon, tag, file, "8"]
        let run = try await Supervise.run(["--grace-seconds", "0.6"], command) { report in
            report.processes == 2 ? .write("stop\n") : nil
        }
        #expect(try #require(run.ended).endedBy == "stop")
        #expect(Supervise.survivors(tag).isEmpty)
        #expect(run.seconds > 0.6 && run.seconds < 6)
    }

    @Test func processesThatForkWhileTheyAreKilledAreEnded() async throws {
        let tag = Supervise.tag()
        // Processes that escape being killed: each lives for a moment, and starts the next. At most 4,000, in 4 chains.
        let program = """
            import os, signal, time
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            for chain in range(4):
                if os.fork() == 0:
                    for hop in range(1000):
                        if os.fork() != 0: os._exit(0)
                        os.setsid()
                        time.sleep(0.002)
                    os._exit(0)
            time.sleep(8)
            """
        let command = [Supervise.python, "-c", program, tag]
        let run = try await Supervise.run(["--grace-seconds", "0.2"], command) { report in
            report.report == "reading" ? .write("stop\n") : nil
        }
        #expect(try #require(run.ended).endedBy == "stop")
        #expect(Supervise.survivors(tag).isEmpty)
        #expect(run.seconds < 6)
    }

    @Test func commandMayCleanUpAfterSIGTERM() async throws {
        let file = Self.scratchFile()
        defer { unlink(file) }
        let script = "trap 'sleep 0.1; echo saved; exit 5' TERM; while :; do sleep 0.02; done"
        let run = try await Supervise.run(["--stdout", file], ["sh", "-c", script]) { report in
            report.report == "reading" ? .write("stop\n") : nil
        }
        #expect(try #require(run.ended).exitCode == 5)
        #expect(Supervise.text(file) == "saved\n")
    }

    @Test func nothingIsLeftWhenWhoHoldsThePipeIsKilled() async throws {
        let (tag, file) = (Supervise.tag(), Self.scratchFile())
        defer { unlink(file) }
        // The intermediate process holds the only ends of the supervisor's pipes and is killed without warning.
        let middleman = """
            import os, signal, subprocess, sys
            p = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            p.stdout.readline(), p.stdout.readline(), p.stdout.readline()
            os.kill(os.getpid(), signal.SIGKILL)
            """
        let supervised = [
            Supervise.path, "--grace-seconds", "0.2", "--", Supervise.python, "-c", Self.daemon, tag, file, "8",
        ]
        let (status, _) = try await Supervise.output([Supervise.python, "-c", middleman] + supervised)
        #expect(status == .signaled(SIGKILL))
        var survivors = Supervise.survivors(tag)
        #expect(survivors.count >= 2, "the tree was to be there when its owner was killed")
        for _ in 0..<200 where !survivors.isEmpty {
            try await Task.sleep(for: .milliseconds(10))
            survivors = Supervise.survivors(tag)
        }
        #expect(survivors.isEmpty)
    }

}
