import TestSupport
import Testing

/// Readings while a process tree runs.
@Suite(.serialized) struct ReadingTests {
    /// Two children that use 0.3 s of CPU time each, and an idle one.
    private static let computing = """
        import os, time
        def compute():
            while time.process_time() < 0.3: pass
            os._exit(0)
        for i in range(2):
            if os.fork() == 0: compute()
        if os.fork() == 0: time.sleep(0.7); os._exit(0)
        for i in range(3): os.wait()
        """

    @Test func processorTimeOfTheWholeTreeIsCounted() async throws {
        let run = try await Supervise.run(["--interval-ms", "50"], [Supervise.python, "-c", Self.computing])
        let ended = try #require(run.ended)
        let seconds = try #require(ended.processorSeconds)
        #expect(seconds >= 0.6 && seconds < 0.8)
        #expect(try #require(run.readings.compactMap(\.processes).max()) == 4)
        let last = try #require(run.readings.last?.processorSeconds)
        #expect(last > 0.5 && last <= seconds, "the time of children that ended stays in the sum")
    }

    @Test func readingsAreMonotoneAndInTime() async throws {
        let run = try await Supervise.run(["--interval-ms", "50"], [Supervise.python, "-c", Self.computing])
        let readings = run.readings
        #expect(readings.count >= 8)
        for (before, after) in zip(readings, readings.dropFirst()) {
            #expect(try #require(before.at) < (try #require(after.at)))
            #expect(try #require(before.processorSeconds) <= (try #require(after.processorSeconds)))
            #expect(try #require(before.peakMemoryBytes) <= (try #require(after.peakMemoryBytes)))
        }
        for reading in readings {
            #expect(try #require(reading.memoryBytes) <= (try #require(reading.peakMemoryBytes)))
        }
        let started = try #require(run.started?.at)
        let span = try #require(readings.last?.at) - started
        #expect(span / Double(readings.count) < 0.08)
    }

    @Test func supervisorIsCheap() async throws {
        let run = try await Supervise.run([], ["sleep", "2"])
        let ended = try #require(run.ended)
        #expect(try #require(ended.supervisorPrivateBytes) < 4 << 20)
        #expect(try #require(ended.supervisorPrivateBytes) > 0)
        // It takes about 8 ms; but it examines every new process, and other tests start thousands.
        #expect(try #require(ended.supervisorProcessorSeconds) < 0.2)
    }

    @Test func readerThatDoesNotReadLosesReadingsOnly() async throws {
        let reader = """
            import subprocess, sys, time
            p = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            time.sleep(1.2)
            lines = p.stdout.read().decode().splitlines()
            print(len(lines), lines[0][:19], lines[-1][:17])
            """
        // A pipe holds 64 KiB, about 500 lines: at one a millisecond it is full before the command ends.
        let supervised = [Supervise.path, "--interval-ms", "1", "--", "sleep", "1"]
        let (_, output) = try await Supervise.output([Supervise.python, "-c", reader] + supervised)
        let words = output.split(separator: " ")
        #expect(try #require(Int(words[0])) < 800)
        #expect(words[1] == "{\"report\":\"started\"" && words[2].hasPrefix("{\"report\":\"ended\""))
    }
}
