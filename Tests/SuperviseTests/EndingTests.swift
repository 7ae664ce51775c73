import Glibc
import TestSupport
import Testing

/// Start and end of a command.
@Suite struct EndingTests {
    @Test func exitCodeIsReported() async throws {
        let run = try await Supervise.run([], ["sh", "-c", "exit 3"])
        let ended = try #require(run.ended)
        #expect(ended.exitCode == 3 && ended.signal == nil && ended.endedBy == "self" && ended.stragglers == 0)
        #expect(run.status == 0)
    }

    @Test func signalIsReported() async throws {
        let run = try await Supervise.run([], ["sh", "-c", "kill -SEGV $$"])
        let ended = try #require(run.ended)
        #expect(ended.exitCode == nil && ended.signal == Int(SIGSEGV) && ended.endedBy == "self")
    }

    @Test func commandThatDoesNotExistIsAnError() async throws {
        let run = try await Supervise.run([], ["no-such \"command\"\u{1}"])
        #expect(run.status == 127)
        #expect(run.reports.map(\.message) == ["cannot start 'no-such \"command\"\u{1}': No such file or directory"])
    }

    @Test func outputThatCannotBeWrittenIsAnError() async throws {
        let run = try await Supervise.run(["--stdout", "/nowhere/out"], ["true"])
        #expect(run.status == 127)
        #expect(run.reports.map(\.message) == ["cannot open '/nowhere/out': No such file or directory"])
    }

    @Test(arguments: [
        ["--memory-bytes", "1GB"], ["--grace-seconds", "-1"], ["--memory-mode", "swap"], ["--unknown"],
    ])
    func wrongOptionsAreRefused(_ options: [String]) async throws {
        let run = try await Supervise.run(options, ["true"])
        #expect(run.status == 64 && run.reports.isEmpty)
    }

    /// The next start removes the memory group of a killed supervisor, but not one in use.
    @Test func groupsThatKilledSupervisorsLeftAreRemoved() async throws {
        guard
            let own = Supervise.text("/proc/self/cgroup").split(separator: "\n").first(where: {
                $0.contains(":memory:")
            })
        else { return }
        let place = "/sys/fs/cgroup/memory\(own.split(separator: ":", maxSplits: 2)[2])"
        // An ID that no process can have, and our own.
        let (left, used) = ("\(place)/headroom-\(Int32.max)", "\(place)/headroom-\(getpid())")
        guard mkdir(left, 0o755) == 0, mkdir(used, 0o755) == 0 else { return }
        defer { for folder in [left, used] { rmdir(folder) } }
        let run = try await Supervise.run(["--memory-mode", "cgroup"], ["true"])
        #expect(run.status == 0)
        #expect(access(left, F_OK) != 0)
        #expect(access(used, F_OK) == 0)
    }

    @Test func orderToStopEndsTheTree() async throws {
        let tag = Supervise.tag()
        let run = try await Supervise.run([], ["sh", "-c", "sleep 20 & sleep 20; true", tag]) { report in
            report.report == "reading" ? .write("unknown\nstop\n") : nil
        }
        let ended = try #require(run.ended)
        #expect(ended.endedBy == "stop" && ended.signal == Int(SIGTERM))
        #expect(run.seconds < 6)
        #expect(Supervise.survivors(tag).isEmpty)
    }

    @Test func endOfTheControlPipeEndsTheTree() async throws {
        let run = try await Supervise.run([], ["sleep", "20"]) { $0.report == "started" ? .disconnect : nil }
        #expect(try #require(run.ended).endedBy == "disconnect")
        #expect(run.seconds < 6)
    }

    @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
    func signalToTheSupervisorEndsTheTree(_ number: Int32) async throws {
        let run = try await Supervise.run([], ["sleep", "20"]) { $0.report == "started" ? .signal(number) : nil }
        #expect(try #require(run.ended).endedBy == "stop")
        #expect(run.status == 0 && run.seconds < 6)
    }

    @Test func timeLimitEndsTheTree() async throws {
        let run = try await Supervise.run(["--time-limit-seconds", "0.3"], ["sleep", "20"])
        #expect(try #require(run.ended).endedBy == "time")
        #expect(run.seconds > 0.29 && run.seconds < 6)
    }

    @Test func commandHasDefaultSignalsAndASessionOfItsOwn() async throws {
        let program = """
            import os, signal, sys
            usual = all(signal.getsignal(s) in (signal.SIG_DFL, signal.default_int_handler) for s in
                        (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD))
            status = dict(l.split(':', 1) for l in open('/proc/self/status'))
            unblocked = int(status['SigBlk'], 16) == 0
            leader = os.getsid(0) == os.getpid()
            files = [f for f in os.listdir('/proc/self/fd') if os.path.exists('/proc/self/fd/' + f)]
            sys.exit(0 if usual and unblocked and leader and not os.read(0, 1) and sorted(files) == ['0', '1', '2']
                     else 9)
            """
        let run = try await Supervise.run([], [Supervise.python, "-c", program])
        #expect(try #require(run.ended).exitCode == 0)
    }
}
