import FoundationEssentials
import Glibc
import Subprocess
import TestSupport
import Testing

/// Signals go to the observed processes, and never to others that have since reused their IDs.
@Suite struct IdentityTests {
    /// Program that ends a member of the tree and gives its ID to an unrelated process, before the tree is ended.
    ///
    /// Exit status 0: the unrelated process still runs; 9: it was ended; 77: the ID could not be reused.
    private static let script = """
        import json, os, signal, subprocess, sys, time
        signal.alarm(60)  # A supervisor that does not obey fails the test, and does not hang it.
        supervise, python, output, order = sys.argv[1:]
        command = '''
        import os, signal, sys, time
        child = os.fork()
        if child == 0: time.sleep(60)
        def end(*ignored):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            print(child, flush=True)
        signal.signal(signal.SIGUSR1, end)
        while True: time.sleep(60)
        '''
        options = ["--interval-ms", "5000", "--longest-interval-ms", "5000", "--grace-seconds", "0.2", "--stdout", output]
        # Both supervisors of this test have the same number, and so would their control groups.
        options += ["--memory-mode", "none"]
        tree = subprocess.Popen([supervise] + options + ["--", python, "-c", command], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE)
        leader = None
        for line in tree.stdout:
            report = json.loads(line)
            leader = report.get("processId", leader)
            if report.get("processes", 0) == 2: break
        os.kill(leader, signal.SIGUSR1)
        while not (os.path.exists(output) and open(output).read().endswith("\\n")): time.sleep(0.001)
        number = int(open(output).read())
        try: open("/proc/sys/kernel/ns_last_pid", "w").write(str(number - 1))
        except OSError: sys.exit(77)
        bystander = os.fork()
        if bystander == 0:
            time.sleep(60)
            os._exit(0)
        if bystander == number:
            tree.stdin.write(order.encode() + b"\\n")
            tree.stdin.flush()
            tree.stdout.read()
        ended = os.waitpid(bystander, os.WNOHANG)[0]
        if not ended: os.kill(bystander, signal.SIGKILL)
        sys.exit(77 if bystander != number else 9 if ended else 0)
        """

    @Test(arguments: ["stop", "kill"]) func aNumberThatWasGivenOutAgainIsLeftAlone(order: String) async throws {
        let output = "/tmp/headroom-identity-\(UInt32.random(in: .min ... .max))"
        defer { unlink(output) }
        // In a separate PID namespace the next ID can be chosen.
        let (status, _) = try await Supervise.output(
            ["/usr/bin/env", "unshare", "-Urpf", "--mount-proc", Supervise.python, "-c", Self.script]
                + [Supervise.path, Supervise.python, output, order]
        )
        if status == .exited(77) { return }
        // 'unshare' itself ends with 1 where the kernel does not allow namespaces, and 127 means that it is missing.
        guard try await Self.allowsNameSpaces() else { return }
        #expect(status == .exited(0))
    }

    private static func allowsNameSpaces() async throws -> Bool {
        try await Supervise.output(["/usr/bin/env", "unshare", "-Urpf", "--mount-proc", "true"]).0 == .exited(0)
    }

    @Test func theOrderToKillGivesNoGrace() async throws {
        let tag = Supervise.tag()
        let command = ["sh", "-c", "trap '' TERM; while :; do sleep 0.02; done", tag]
        let run = try await Supervise.run(["--grace-seconds", "3600"], command) { report in
            report.report == "reading" ? .write("stop\nkill\n") : nil
        }
        let ended = try #require(run.ended)
        #expect(ended.endedBy == "stop" && ended.signal == Int(SIGKILL))
        #expect(Supervise.survivors(tag).isEmpty)
    }
}
