import FoundationEssentials
import HeadroomCore
import HeadroomTrials
import TestSupport
import Testing

/// Events and output written right before a command ended.
@Suite(.serialized) struct FinalEventsTests {
    private func run(_ script: String) async throws -> TrialResult {
        let directory = "/tmp/headroom-words-\(UInt32.random(in: .min ... .max))"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let plan = TrialPlan(
            id: 1,
            purpose: .speed,
            batchSize: nil,
            command: CommandTemplate([Supervise.python, "-c", script]),
            goal: .end,
            directory: directory
        )
        return try await TrialRunner(supervisor: Binaries.supervise, stopRequest: StopRequest()).run(plan)
    }

    /// More lines than the listener reads at once, the last of them right before the end.
    @Test func everyEventOfAProcessThatEndsCounts() async throws {
        let script = """
            import os, socket, time
            children = []
            for process in range(2):
                children.append(os.fork())
                if children[-1] == 0: break
            events = socket.socket(socket.AF_UNIX)
            events.connect(os.environ["HEADROOM_EVENTS"])
            at = time.monotonic()
            line = '{"event":"step","at":%f,"step":%d,"totalSamples":%d}\\n'
            events.sendall("".join(line % (at, step, step) for step in range(1, 3001)).encode())
            if children[-1]:
                for child in children: os.waitpid(child, 0)
            os._exit(0)
            """
        for _ in 0..<3 {
            let result = try await run(script)
            #expect(result.total.samples == 9000)
        }
    }
}
