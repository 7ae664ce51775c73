import FoundationEssentials
import HeadroomCore
import HeadroomTrials
import TestSupport
import Testing

/// Runs known-laws as a trial.
private func run(
    _ options: [String],
    batchSize: Int = 16,
    goal: TrialPlan.Goal = .precision(ratio: 0.02, minimumSeconds: 0.4, maximumSeconds: 1),
    stopRequest: StopRequest = StopRequest(),
    adjust: (inout TrialPlan) -> Void = { _ in }
) async throws -> TrialResult {
    let directory = "/tmp/headroom-trial-\(UInt32.random(in: .min ... .max))"
    defer { try? FileManager.default.removeItem(atPath: directory) }
    var plan = TrialPlan(
        id: 1,
        purpose: .speed,
        batchSize: batchSize,
        command: CommandTemplate([Binaries.knownLaws, "--batch-size", "{batch}", "--limit-seconds", "20"] + options),
        goal: goal,
        directory: directory
    )
    plan.firstStepSeconds = 3
    adjust(&plan)
    return try await TrialRunner(supervisor: Binaries.supervise, stopRequest: stopRequest).run(plan)
}

@Suite(.serialized) struct TrialTests {
    @Test func aKnownStepTimeIsMeasured() async throws {
        let result = try await run(["--fixed-seconds", "0.004", "--seconds-per-sample", "0.0001", "--warmup", "8"])
        let document = result.trial
        let step = try #require(document.stepSeconds)
        #expect(document.outcome == .completed)
        #expect(abs(step.mean / 0.0056 - 1) < 0.05, "\(step)")
        #expect((8...10).contains(try #require(document.warmupSteps)))
        #expect(document.batchSizeObserved == 16)
        let throughput = try #require(document.samplesPerSecond)
        #expect(abs(throughput.value * step.mean - 16) < 1e-6)
        #expect(document.endedBy == .precise || document.endedBy == .limit)
    }

    @Test func aKnownPeakIsMeasured() async throws {
        let small = try await run(["--fixed-bytes", "5e7", "--bytes-per-sample", "1e6"], batchSize: 8, goal: .steps(5))
        let large = try await run(
            ["--fixed-bytes", "5e7", "--bytes-per-sample", "1e6"],
            batchSize: 108,
            goal: .steps(5)
        )
        let slope =
            Double(
                try #require(large.trial.peakHostMemoryBytes) - (try #require(small.trial.peakHostMemoryBytes))
            )
            / 100
        #expect(abs(slope / 1e6 - 1) < 0.02, "\(slope)")
    }

    @Test func aTrialThatRunsOutOfMemoryIsAResult() async throws {
        let result = try await run(["--bytes-per-sample", "1e7"], batchSize: 30) { $0.memoryLimitBytes = 200_000_000 }
        #expect(result.trial.outcome == .outOfMemory)
        let evidence = try #require(result.trial.outOfMemory)
        #expect(!evidence.recovered && !evidence.evidence.isEmpty)
    }

    @Test func aCommandThatEndsByItselfIsCompleted() async throws {
        let result = try await run(["--steps", "50"], goal: .end)
        #expect(result.trial.outcome == .completed && result.trial.endedBy == .itself)
        #expect(result.trial.steps ?? 0 >= 48)
    }

    /// Error for a command that misbehaves.
    private func refusal(_ misbehaviour: String, adjust: (inout TrialPlan) -> Void = { _ in }) async -> TrialError? {
        do {
            let result = try await run(["--misbehave", misbehaviour], adjust: adjust)
            Issue.record("\(misbehaviour) was taken: \(result.trial)")
            return nil
        } catch {
            return error as? TrialError
        }
    }

    /// A command that has taken smaller batch sizes, and does not report its data, has reached their end.
    @Test func aBatchSmallerThanAskedMayBeTheEndOfTheData() async throws {
        let result = try await run(["--misbehave", "ignore-batch"], batchSize: 64, goal: .steps(20)) {
            $0.largestTaken = 16
            $0.firstStepSeconds = 30
        }
        #expect(result.trial.outcome == .completed && result.trial.batchSize == 32)
        #expect(result.trainingSamples == 32)
        let error = await refusal("ignore-batch") { ($0.batchSize, $0.largestTaken) = (64, 48) }
        #expect(error?.message.contains("asked for 64, its steps have 32") == true)
    }

    @Test func aCommandThatIgnoresItsBatchSizeIsRefused() async {
        let error = await refusal("ignore-batch")
        #expect(error?.message.contains("did not take the batch size: asked for 16, its steps have 32") == true)
    }

    @Test func aCommandThatResumesIsRefused() async {
        let error = await refusal("resume")
        #expect(error?.message.contains("resumed at step 500") == true)
        #expect(error?.hint?.contains("{out}") == true)
    }

    @Test func aCommandThatFailsIsShownWithItsLastLines() async {
        let error = await refusal("fail")
        #expect(error?.message == "the command failed with exit code 7 before its first step, at batch size 16")
        #expect(error?.lastLines == ["Traceback: the data set is not where it should be"])
    }

    @Test func aCommandThatDiesOnTheWayIsNoOutOfMemory() async {
        let error = await refusal("die")
        #expect(error?.message == "the command failed with exit code 1 after step 20, at batch size 16")
        #expect(error?.lastLines == ["RuntimeError: the loss is not a number"])
    }

    @Test func aCommandThatCrashesIsNamedByItsSignal() async {
        let error = await refusal("crash")
        #expect(error?.message == "the command was ended by signal 11 before its first step, at batch size 16")
    }

    @Test func aCommandThatExitsAtOnceIsRefused() async {
        let error = await refusal("exit")
        #expect(error?.message.contains("without reporting a step") == true)
    }

    @Test func aCommandThatHangsIsEnded() async {
        let error = await refusal("hang") { $0.firstStepSeconds = 1 }
        #expect(error?.message.contains("connected, but reported no step within") == true)
    }

    @Test func aCommandThatNeverConnectsIsEnded() async {
        let error = await refusal("silent") { $0.firstStepSeconds = 1 }
        #expect(error?.message.contains("reported no step within") == true)
    }

    @Test func rubbishOnTheSocketIsNamed() async {
        let error = await refusal("rubbish") { $0.firstStepSeconds = 1 }
        #expect(error?.message.contains("none of them is an event") == true)
    }

    @Test func countersThatCannotBeTrueAreRubbishAndEndNothing() async throws {
        let lines = [-9_000_000_000_000_000_000, 9_000_000_000_000_000_000, 9_223_372_036_854_775_807].map {
            #"{"event":"step","at":1,"step":1,"totalSamples":\#($0),"samples":\#($0),"batchSize":\#($0)}"#
        }
        let script = """
            import os, socket, time
            events = socket.socket(socket.AF_UNIX)
            events.connect(os.environ["HEADROOM_EVENTS"])
            for line in \(lines): events.send((line + "\\n").encode())
            time.sleep(20)
            """
        let error = await #expect(throws: TrialError.self) {
            try await run([]) { plan in
                plan.command = CommandTemplate(["python3", "-c", script])
                plan.firstStepSeconds = 1
            }
        }
        #expect(error?.message.contains("none of them is an event") == true, "\(String(describing: error))")
    }

    @Test func everyModuleOfTheAgentIsCarried() throws {
        let folder = "/tmp/headroom-agent-\(UInt32.random(in: .min ... .max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let agent = try PythonAgent(in: folder)
        let file = #filePath
        let root = file[..<(file.firstRange(of: "/Tests/")?.lowerBound ?? file.startIndex)]
        for part in ["", "/headroom_agent"] {
            let here = "\(root)/Sources/Measure/HeadroomTrials/Agents/python\(part)"
            let names = try FileManager.default.contentsOfDirectory(atPath: here).filter { $0.hasSuffix(".py") }
            #expect(!names.isEmpty)
            for name in names {
                let carried = FileManager.default.contents(atPath: "\(agent.folder)\(part)/\(name)")
                #expect(carried == FileManager.default.contents(atPath: "\(here)/\(name)"), "\(name)")
            }
        }
    }

    @Test func aCommandThatDoesNotExistIsNamed() async {
        await #expect(throws: TrialError.self) {
            try await run([]) { $0.command = CommandTemplate(["/nonexistent/train"]) }
        }
    }

    /// One hung training of many is not evidence against the others.
    @Test func aTrainingInFullThatHangsIsEndedAndSaysSo() async throws {
        let result = try await run(["--misbehave", "stall"], goal: .end) { plan in
            plan.purpose = .training
            plan.quietSeconds = 1
        }
        #expect(result.trial.outcome == .timedOut && result.trial.endedBy == .limit)
        #expect(result.trial.message?.hasPrefix("it stopped making progress after step 20") == true)
        #expect(result.trial.wallSeconds < 15 && result.total.steps == 20)
    }

    /// The command must work in its current form.
    @Test func aRunThatIsOnlyWatchedFailsWhereItHangs() async throws {
        let result = try await run(["--misbehave", "stall"], goal: .end) { plan in
            plan.purpose = .training
            plan.command = CommandTemplate([Binaries.knownLaws, "--batch-size", "16", "--misbehave", "stall"])
            plan.batchSize = nil
            plan.quietSeconds = 1
        }
        #expect(result.trial.outcome == .failed && result.failure?.message.contains("after step 20") == true)
    }

    /// An evaluation that is silent for a while uses CPU time, or writes output.
    @Test(.disabled(if: Needs.isQuick), arguments: ["compute", "mutter"])
    func aTrainingThatIsBusyDoesNotHang(how: String) async throws {
        let result = try await run(["--misbehave", how, "--steps", "40"], goal: .end) { plan in
            plan.purpose = .training
            plan.quietSeconds = 1
        }
        #expect(result.trial.outcome == .completed && result.trial.endedBy == .itself)
        #expect(result.total.steps == 40 && result.trial.wallSeconds > 6)
    }

    @Test(arguments: ["ignore-terminate", "grandchild"])
    func whatWillNotEndIsEnded(misbehaviour: String) async throws {
        let result = try await run(["--misbehave", misbehaviour])
        #expect(result.trial.outcome == .completed)
    }

    @Test func aStopIsObeyed() async throws {
        let stopRequest = StopRequest()
        let stopping = Task {
            try await Task.sleep(for: .milliseconds(500))
            stopRequest.set()
        }
        let result = try await run([], goal: .end, stopRequest: stopRequest)
        try await stopping.value
        #expect(result.trial.outcome == .stopped)
        #expect(result.trial.wallSeconds < 10)
    }

    @Test func theTrialIsToldItsBatchSizeAndItsFolder() async throws {
        let directory = "/tmp/headroom-trial-\(UInt32.random(in: .min ... .max))"
        let seenPath = "\(directory).seen"
        defer { try? FileManager.default.removeItem(atPath: seenPath) }
        // Files written there are deleted with the trial's folder.
        let script = """
            echo "$HEADROOM_BATCH_SIZE $1 $2 $TF_FORCE_GPU_ALLOW_GROWTH" > "$HEADROOM_TRIAL_DIRECTORY/out"
            cp "$HEADROOM_TRIAL_DIRECTORY/out" \(seenPath); exec \(Binaries.knownLaws) --steps 50
            """
        var plan = TrialPlan(
            id: 1,
            purpose: .speed,
            batchSize: 24,
            command: CommandTemplate(["sh", "-c", script, "sh", "{out}", "b={batch}"]),
            goal: .end,
            directory: directory
        )
        let runner = TrialRunner(supervisor: Binaries.supervise, stopRequest: StopRequest())
        // Memory grows on demand in memory trials, but not in speed trials.
        for (purpose, growth) in [(TrialDocument.Purpose.speed, ""), (.probe, "true"), (.verification, "true")] {
            plan.purpose = purpose
            let result = try await runner.run(plan)
            let seen = FileManager.default.contents(atPath: seenPath) ?? Data()
            #expect(String(decoding: seen, as: UTF8.self) == "24 \(directory) b=24 \(growth)\n")
            #expect(result.trial.batchSizeObserved == 24)
            #expect(!FileManager.default.fileExists(atPath: directory))
        }
    }

    @Test func aFailureNamesItsBatchSizeAndItsLine() async throws {
        let result = try await run(["--fails-at", "16", "--fails-step", "3"]) { $0.failureIsAResult = true }
        #expect(result.trial.outcome == .failed)
        let message = try #require(result.trial.message)
        #expect(message.contains("batch size 16") && message.contains("Expected more than 1 value per channel"))
        #expect(result.failure?.commandStatus == 1)
    }

    @Test func aProbeWaitsForTheEvaluationAndTellsItsPeakFromThatOfTheSteps() async throws {
        let laws = [
            "--fixed-seconds", "0.05", "--epoch-steps", "10", "--evaluation-bytes", "2e8", "--evaluation-seconds",
            "0.5",
        ]
        let result = try await run(laws, goal: .peak(steps: 3, patienceSeconds: 5)) { $0.purpose = .verification }
        #expect(result.trial.coverage == .evaluation)
        let (peak, steps) = (try #require(result.trial.peakHostMemoryBytes), try #require(result.memory.stepsPeakBytes))
        #expect(peak - steps > 150_000_000, "\(peak) \(steps)")
    }

    @Test func whatWasNotWatchedIsToldFromWhatWas() async throws {
        let result = try await run(["--fixed-seconds", "0.05"], goal: .peak(steps: 3, patienceSeconds: 5)) {
            $0.purpose = .verification
        }
        #expect(result.trial.coverage == .steps)
        #expect(result.trial.wallSeconds < 5)
        let epoch = try await run(
            ["--fixed-seconds", "0.02", "--training-samples", "160"],
            goal: .peak(steps: 3, patienceSeconds: 5)
        ) { $0.purpose = .verification }
        #expect(epoch.trial.coverage == .epoch)
    }

    /// A constant, wrong speed for three seconds, which an interval of half a second cannot distinguish from the true
    /// one.
    @Test func theFirstTrialOutlastsASlowStartAndTheNextOneLeavesItOut() async throws {
        let laws = ["--fixed-seconds", "0.02", "--slow-seconds", "3"]
        let first = try await run(laws) { $0.settlingSeconds = 6 }
        #expect(abs((first.trial.stepSeconds?.mean ?? 0) / 0.02 - 1) < 0.1, "\(String(describing: first.trial))")
        #expect((2...4).contains(first.start.seconds), "\(first.start)")
        let next = try await run(laws) { $0.start = first.start }
        #expect(abs((next.trial.stepSeconds?.mean ?? 0) / 0.02 - 1) < 0.1)
        #expect(next.trial.wallSeconds < 6)
    }
}
