import TestSupport
import Testing

/// The memory of a process tree is measured correctly, and limited by every method available on this machine.
@Suite(.serialized) struct MemoryTests {
    /// Allocates the fixed megabytes once, and the others for 5 ms repeatedly.
    private static let allocateInSteps = """
        import mmap, sys, time
        def allocate(megabytes):
            m = mmap.mmap(-1, megabytes << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
            for i in range(0, megabytes << 20, 4096): m[i] = 1
            return m
        fixed = allocate(int(sys.argv[1]))
        for i in range(12):
            step = allocate(int(sys.argv[2]))
            time.sleep(0.005)
            step.close()
        """

    /// Starts processes that each hold a number of megabytes for a number of seconds.
    private static let allocateInProcesses = """
        import os, sys, time
        for i in range(int(sys.argv[1])):
            if os.fork() == 0:
                taken = bytearray(int(sys.argv[2]) << 20)
                time.sleep(float(sys.argv[3]))
                os._exit(0)
        while True:
            try: os.wait()
            except ChildProcessError: break
        """

    /// Modes available on this machine.
    private static func modes() async throws -> [String] {
        let run = try await Supervise.run([], ["true"])
        return run.started?.memoryMode == "data" ? ["data"] : ["cgroup", "data"]
    }

    @Test func peakOfShortStepsIsExact() async throws {
        for mode in try await Self.modes() {
            var peaks: [Int] = []
            for megabytes in [20, 40, 60] {
                let command = [Supervise.python, "-c", Self.allocateInSteps, "60", "\(megabytes)"]
                let ended = try #require(try await Supervise.run(["--memory-mode", mode], command).ended)
                #expect(ended.exitCode == 0)
                #expect(ended.peakMemoryExact == (mode == "cgroup"))
                peaks.append(try #require(ended.peakMemoryBytes))
            }
            // The law of memory: additional bytes increase the peak equally, to 2 % of it.
            let tolerance = Double(peaks[2]) * 0.02
            #expect(abs(Double(peaks[1] - peaks[0] - 20 << 20)) < tolerance, "\(mode): \(peaks)")
            #expect(abs(Double(peaks[2] - peaks[1] - 20 << 20)) < tolerance, "\(mode): \(peaks)")
            #expect(peaks[2] > 120 << 20 && peaks[2] < 150 << 20, "\(mode): \(peaks)")
        }
    }

    @Test func peakBetweenTwoReadingsIsKept() async throws {
        let program = "import time; time.sleep(0.15); taken = b'1' * (60 << 20); del taken; time.sleep(0.6)"
        for mode in try await Self.modes() {
            let options = ["--memory-mode", mode, "--interval-ms", "500"]
            let run = try await Supervise.run(options, [Supervise.python, "-c", program])
            let peak = try #require(run.ended?.peakMemoryBytes)
            #expect(peak > 60 << 20 && peak < 80 << 20, "\(mode)")
            #expect(run.readings.allSatisfy { ($0.memoryBytes ?? 0) < 30 << 20 }, "\(mode)")
        }
    }

    @Test func cacheOfFilesIsNotCounted() async throws {
        let file = "/var/tmp/\(Supervise.tag())"
        let program = """
            import os, sys, time
            with open(sys.argv[1], 'wb') as f:
                for i in range(150): f.write(bytes(1 << 20))
            time.sleep(0.2)
            os.unlink(sys.argv[1])
            """
        for mode in try await Self.modes() {
            let run = try await Supervise.run(["--memory-mode", mode], [Supervise.python, "-c", program, file])
            #expect(try #require(run.ended?.peakMemoryBytes) < 60 << 20, "\(mode)")
        }
    }

    @Test func oneProcessIsBounded() async throws {
        let program = "import sys\ntry: x = bytearray(400 << 20)\nexcept MemoryError: sys.exit(7)"
        for mode in try await Self.modes() {
            let options = ["--memory-bytes", "100000000", "--memory-mode", mode]
            let ended = try #require(try await Supervise.run(options, [Supervise.python, "-c", program]).ended)
            #expect(try #require(ended.peakMemoryBytes) <= 100_000_000)
            if mode == "cgroup" {
                #expect(ended.signal == 9 && ended.endedBy == "memory" && ended.memoryLimitHit == true)
                #expect(try #require(ended.oomKills) >= 1)
            } else {
                // The kernel refuses the memory, and the program reports it itself.
                #expect(ended.exitCode == 7 && ended.endedBy == "self" && ended.oomKills == 0)
            }
        }
    }

    @Test func processesAreBoundedTogether() async throws {
        for mode in try await Self.modes() {
            let options = ["--memory-bytes", "200000000", "--memory-mode", mode, "--grace-seconds", "0.2"]
            let command = [Supervise.python, "-c", Self.allocateInProcesses, "4", "80", "6"]
            let run = try await Supervise.run(options, command)
            let ended = try #require(run.ended)
            #expect(ended.endedBy == "memory" && ended.memoryLimitHit == true, "\(mode)")
            #expect(run.seconds < 6, "\(mode)")
        }
    }

    @Test func processesBelowTheLimitAreLeftAlone() async throws {
        for mode in try await Self.modes() {
            let options = ["--memory-bytes", "200000000", "--memory-mode", mode]
            let command = [Supervise.python, "-c", Self.allocateInProcesses, "3", "40", "0.4"]
            let ended = try #require(try await Supervise.run(options, command).ended)
            #expect(ended.exitCode == 0 && ended.endedBy == "self" && ended.memoryLimitHit == false, "\(mode)")
            #expect(try #require(ended.peakMemoryBytes) > 120 << 20, "\(mode)")
        }
    }

    @Test func memoryThatForkedProcessesShareIsCountedOnce() async throws {
        let program = """
            import os, time
            taken = bytearray(100 << 20)
            for i in range(4):
                if os.fork() == 0:
                    time.sleep(0.4)
                    os._exit(0)
            time.sleep(0.5)
            """
        for mode in try await Self.modes() {
            let options = ["--memory-bytes", "200000000", "--memory-mode", mode]
            let ended = try #require(try await Supervise.run(options, [Supervise.python, "-c", program]).ended)
            #expect(ended.exitCode == 0, "\(mode)")
            #expect(try #require(ended.peakMemoryBytes) < 150 << 20, "\(mode)")
        }
    }
}
