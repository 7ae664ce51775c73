import FoundationEssentials
import HeadroomCore
import HeadroomTrials
import TestSupport
import Testing

/// Python processes that the agent does not reach, started like by launchers, and the reported reasons.
@Suite(.serialized) struct UnreachedTests {
    /// Runs a shell command with a Python script that computes and reports nothing, with an agent on the path.
    private func run(
        _ command: String,
        watched: Bool,
        agent inside: String? = nil,
        body: (TrialPlan, String) async throws -> Void
    ) async throws {
        let folder = "/tmp/headroom-unreached-\(UInt32.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: "\(folder)/src", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let script =
            "import time\nend = time.process_time() + \(watched ? 3 : 60)\nwhile time.process_time() < end: pass\n"
        try Data(script.utf8).write(to: URL(filePath: "\(folder)/train.py"))
        let agent = try PythonAgent(in: folder)
        var plan = TrialPlan(
            id: 1,
            purpose: watched ? .training : .speed,
            batchSize: watched ? nil : 16,
            command: CommandTemplate(["sh", "-c", "cd \(folder) && \(command)"]),
            goal: watched ? .end : .precision(ratio: 0.02, minimumSeconds: 0.4, maximumSeconds: 1),
            directory: "\(folder)/trial"
        )
        plan.environment = agent.environment(inherited: [:])
        plan.firstStepSeconds = watched ? .infinity : 4
        try await body(plan, folder)
    }

    private static let python = "python3"

    @Test(
        arguments: [
            ("export PYTHONPATH=./src; \(python) train.py", "PYTHONPATH was replaced by './src'"),
            ("env -i PATH=\"$PATH\" \(python) train.py", "an environment of its own, without HEADROOM_EVENTS"),
            ("\(python) -I train.py", "runs Python with -I"),
            // Launched by a process that the agent reaches.
            (
                "\(python) -c 'import subprocess, sys; subprocess.run([sys.executable, \"-E\", \"train.py\"])'",
                "runs Python with -E"
            ),
            (
                "touch src/sitecustomize.py; export PYTHONPATH=$PWD/src:$PYTHONPATH; \(python) -s train.py",
                "/src/sitecustomize.py, comes before the agent's"
            ),
            (
                "touch src/sitecustomize.py; export PYTHONPATH=src:$PYTHONPATH; \(python) -s train.py",
                "another sitecustomize, src/sitecustomize.py, comes before the agent's"
            ),
        ]
    )
    func theReasonIsGivenWhereNoStepComes(command: String, reason: String) async throws {
        try await run(command, watched: false) { plan, _ in
            do {
                _ = try await TrialRunner(supervisor: Binaries.supervise, stopRequest: StopRequest()).run(plan)
                Issue.record("it was taken")
            } catch let error as TrialError {
                #expect(error.message.contains("reported no step within 4."), "\(error)")
                #expect(error.message.contains(reason) && error.message.contains("train.py)"), "\(error)")
                #expect(error.hint?.contains("--step-regex") == true)
            }
        }
    }

    @Test func aCommandThatIsReachedIsToldInGeneralAsBefore() async throws {
        try await run("\(Self.python) train.py", watched: false) { plan, _ in
            do {
                _ = try await TrialRunner(supervisor: Binaries.supervise, stopRequest: StopRequest()).run(plan)
                Issue.record("it was taken")
            } catch let error as TrialError {
                #expect(
                    error.message.hasPrefix("the command reported no step within 4.") && !error.message.contains(": "),
                    "\(error)"
                )
                #expect(error.hint?.contains("$HEADROOM_EVENTS") == true)
            }
        }
    }

    @Test func aRunThatIsOnlyWatchedEndsWellWithTheReason() async throws {
        try await run("export PYTHONPATH=./src; \(Self.python) train.py", watched: true) { plan, _ in
            let result = try await TrialRunner(supervisor: Binaries.supervise, stopRequest: StopRequest()).run(plan)
            #expect(result.trial.outcome == .completed && result.failure == nil)
            #expect(result.reach?.cause == .path("./src"))
        }
    }
}
