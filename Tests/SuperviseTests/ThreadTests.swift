import FoundationEssentials
import TestSupport
import Testing

/// Thread activity of a process tree, from the kernel's statistics of real threads.
///
/// If the kernel has no statistics there is nothing to test.
@Suite(.serialized, .enabled(if: !Supervise.text("/proc/self/schedstat").isEmpty)) struct ThreadTests {
    /// Command for `count` threads that compute for some seconds in `processes` processes, all of them on one CPU.
    private static func computing(
        threads count: Int,
        processes: Int = 1,
        seconds: Double = 2,
        before: String = ""
    ) -> [String] {
        let script = """
            \(before)
            import hashlib, os, threading, time
            os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
            for _ in range(\(processes - 1)):
                if os.fork() == 0: break
            end, data = time.monotonic() + \(seconds), bytes(1 << 20)
            def compute():
                while time.monotonic() < end: hashlib.sha256(data).digest()
            threads = [threading.Thread(target=compute) for _ in range(\(count))]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
            os._exit(0)
            """
        return [Supervise.python, "-c", script]
    }

    private func last(_ command: [String]) async throws -> SuperviseReport.Threads {
        let run = try await Supervise.run(["--interval-ms", "100"], command)
        let looks = run.readings.compactMap(\.threads)
        // At most two a second: two seconds and a start have no more than these.
        #expect((2...Int(2 * run.seconds) + 2).contains(looks.count), "\(looks.count)")
        for (before, after) in zip(looks, looks.dropFirst()) {
            #expect(before.busySeconds <= after.busySeconds && before.waitingSeconds <= after.waitingSeconds)
            #expect(before.watchedSeconds < after.watchedSeconds)
        }
        return try #require(looks.last)
    }

    @Test func threadsThatShareACPUWaitForIt() async throws {
        let use = try await last(Self.computing(threads: 2))
        // Each has the CPU for at most half of the time, whatever else runs.
        #expect(use.busySeconds > 1.5 * use.watchedSeconds && use.busySeconds < 2.2 * use.watchedSeconds, "\(use)")
        #expect(use.waitingSeconds > 0.4 * use.busySeconds && use.waitingSeconds <= use.busySeconds, "\(use)")
        #expect(use.involuntarySwitches > use.voluntarySwitches, "\(use)")
        // The first thread of the process sleeps until both have ended.
        #expect(use.workerSwitches == use.voluntarySwitches + use.involuntarySwitches, "\(use)")
        #expect(use.voluntaryWorkerSwitches == use.voluntarySwitches)
        #expect(use.waitPolicy == nil || Supervise.inheritsWaitPolicy)
        #expect(use.openMP == nil)
    }

    @Test func theRuntimeThatAProcessHasLoadedIsFound() async throws {
        for (library, runtime) in [("libgomp.so.1", "gnu"), ("libiomp5.so", "llvm"), ("libomp.so.5", "llvm")] {
            let folder = "/tmp/headroom-openmp-\(UInt32.random(in: .min ... .max))"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data("no library, but of its name".utf8).write(to: URL(filePath: "\(folder)/\(library)"))
            let mapping = """
                import mmap
                file = open('\(folder)/\(library)', 'rb')
                loaded = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
                """
            let use = try await last(Self.computing(threads: 2, seconds: 1.5, before: mapping))
            #expect(use.openMP == runtime, "\(library)")
        }
    }

    @Test func onlyTheThreadsOfOneProcessAreCounted() async throws {
        let use = try await last(Self.computing(threads: 1, processes: 3))
        #expect(use.busySeconds < 1.2 * use.watchedSeconds, "\(use)")
        #expect(use.waitingSeconds > 0.5 * use.busySeconds, "\(use)")
    }

    @Test func theFirstThreadIsNoWorker() async throws {
        let script = """
            import hashlib, os, time
            end, data = time.monotonic() + 2, bytes(1 << 20)
            while time.monotonic() < end: hashlib.sha256(data).digest()
            """
        let use = try await last([Supervise.python, "-c", script])
        #expect(use.busySeconds > 0 && use.workerSwitches == 0 && use.voluntaryWorkerSwitches == 0, "\(use)")
    }

    @Test func aThreadThatSleepsIsNotBusy() async throws {
        let use = try await last(["sleep", "2"])
        #expect(use.busySeconds == 0 && use.waitingSeconds == 0 && use.watchedSeconds > 0.5)
    }

    @Test(arguments: [
        (["OMP_WAIT_POLICY=PASSIVE"], "passive"), (["OMP_WAIT_POLICY=active"], "active"),
        (["GOMP_SPINCOUNT=0", "OMP_WAIT_POLICY=active"], "passive"), (["KMP_BLOCKTIME=0"], "passive"),
        (["KMP_BLOCKTIME=200ms", "OMP_WAIT_POLICY=passive"], "active"), (["GOMP_SPINCOUNT=infinite"], "active"),
        (["OMP_WAIT_POLICY_OF_OTHERS=passive"], nil),
    ]) func theEnvironmentOfTheProcessIsRead(variables: [String], policy: String?) async throws {
        let clean = ["env", "-u", "OMP_WAIT_POLICY", "-u", "GOMP_SPINCOUNT", "-u", "KMP_BLOCKTIME"]
        let use = try await last(clean + variables + Self.computing(threads: 1, seconds: 1.5))
        #expect(use.waitPolicy == policy)
    }
}
