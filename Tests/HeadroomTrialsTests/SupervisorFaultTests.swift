import FoundationEssentials
import Glibc
import HeadroomCore
import HeadroomTrials
import TestSupport
import Testing

/// A supervisor that is stopped or killed.
@Suite(.serialized, .timeLimit(.minutes(1))) struct SupervisorFaultTests {
    private let folder = "/tmp/headroom-supervisor-\(UInt32.random(in: .min ... .max))"

    private func plan(_ command: [String]) -> TrialPlan {
        TrialPlan(
            id: 1,
            purpose: .speed,
            batchSize: nil,
            command: CommandTemplate(command),
            goal: .end,
            directory: folder
        )
    }

    /// Processes of the trial whose command line begins with a program.
    private func processes(_ program: String) -> [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.filter { process in
            func text(_ name: String) -> String {
                String(
                    decoding: FileManager.default.contents(atPath: "/proc/\(process)/\(name)") ?? Data(),
                    as: UTF8.self
                )
            }
            return text("cmdline").hasPrefix(program) && (text("environ") + text("cmdline")).contains(folder)
        }
    }

    private func first(_ program: String) async throws -> pid_t {
        for _ in 0..<500 {
            if let found = processes(program).first { return found }
            try await Task.sleep(for: .milliseconds(10))
        }
        return try #require(processes(program).first, "\(program) was not started")
    }

    @Test func oneThatIsStoppedIsLetGoOn() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let command = [Binaries.knownLaws, "--batch-size", "8", "--steps", "50", "--fixed-seconds", "0.01"]
        async let result = TrialRunner(supervisor: Binaries.supervise, stopRequest: StopRequest()).run(plan(command))
        _ = try await first(Binaries.knownLaws)
        kill(try await first(Binaries.supervise), SIGSTOP)
        #expect(try await result.trial.outcome == .completed)
    }

    @Test func ofOneThatIsKilledNoProcessIsLeft() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let script = "sleep 60 & sleep 60 & wait"
        let running = Task {
            try await TrialRunner(supervisor: Binaries.supervise, stopRequest: StopRequest())
                .run(plan(["sh", "-c", script]))
        }
        _ = try await first("sleep")
        kill(try await first(Binaries.supervise), SIGKILL)
        do {
            _ = try await running.value
            Issue.record("a trial without a supervisor was taken")
        } catch let error as TrialError {
            #expect(error.message.contains("the supervisor was ended by signal 9"), "\(error)")
        }
        #expect(processes("sleep").isEmpty)
    }
}
