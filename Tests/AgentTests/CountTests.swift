import HeadroomEvents
import Subprocess
import TestSupport
import Testing

/// The agent's counts of unusual trainings, compared with their own counts.
@Suite(.serialized, .disabled(if: Needs.isQuick)) struct CountTests {
    @Test(
        arguments: [
            ("gan-one-pass", 96), ("gan-two-passes", 96), ("gan-penalty", 96), ("acts-with-gradients", 96),
            ("acts-without-gradients", 96), ("critics-together", 96), ("critics-apart", 96), ("views", 96),
            ("accumulation", 12), ("accumulation-evaluated", 12), ("recurrent", 96), ("closures", 96),
            ("compiled", 96), ("checkpointed", 96), ("gradients-by-hand", 96), ("functional", 96), ("failing", 96),
        ]
    )
    func whatTheBackwardPassCoversIsCounted(kind: String, batchSize: Int) async throws {
        let run = try await RecordedRun("torch_forwards", kind)
        #expect(run.counted == run.own)
        #expect(run.steps.allSatisfy { $0.batchSize == batchSize && $0.leastBatchSize == nil && $0.shortSteps == nil })
    }

    /// The moves of an episode share one backward pass, and have a forward pass each.
    @Test func anEpisodeIsAsLongAsItsMoves() async throws {
        let run = try await RecordedRun("torch_forwards", "episodes")
        #expect(run.counted == run.own)
        #expect(run.steps.allSatisfy { (20...26).contains($0.batchSize ?? 0) })
        #expect(run.steps.compactMap(\.leastBatchSize).contains(20))
    }

    @Test func anEvaluationWithoutALoaderIsAPhase() async throws {
        let run = try await RecordedRun("torch_forwards", "accumulation-evaluated")
        #expect(run.course == [9, 19, 29, 39].flatMap { ["evaluation \($0)", "training \($0)"] })
    }

    @Test(arguments: [("torch_forwards", "raw", "no loader"), ("torch_batches", "unknown", "type Graphs")])
    func whatIsNotKnownIsLeftOutAndNever0(script: String, kind: String, reason: String) async throws {
        let run = try await RecordedRun(script, kind, "0")
        #expect(run.hello?.samplesUnknown?.contains(reason) == true, "\(run.hello?.samplesUnknown ?? "no reason")")
        #expect(run.counted == [run.own.first, 0])
        #expect(!run.steps.isEmpty && run.steps.allSatisfy { $0.samples == nil && $0.batchSize == nil })
    }

    @Test func theSamplesOfABatchAreToldWhateverItIsMadeOf() async throws {
        let run = try await RecordedRun("batch_lengths")
        #expect(run.output == [])
    }

    /// Three epochs of 1,000 samples; a stream ends in a smaller batch for each of its workers.
    @Test(
        arguments: [
            ("map", 0, 3, 24), ("map", 2, 3, 24), ("stream", 0, 3, 24), ("stream", 2, 6, 120), ("graphs", 0, 3, 24),
            ("graphs", 2, 3, 24), ("graphs-stream", 0, 3, 24), ("time-first", 0, 3, 24), ("list", 0, 3, 24),
            ("uneven", 0, 3, 120),
        ]
    )
    func onlyTheLastBatchOfAnEpochIsOdd(kind: String, workers: Int, steps: Int, samples: Int) async throws {
        let run = try await RecordedRun("torch_batches", kind, "\(workers)")
        #expect(run.counted == run.own && run.hello?.samplesUnknown == nil)
        #expect(run.steps.allSatisfy { $0.leastBatchSize == nil })
        #expect(run.steps.compactMap(\.shortSteps).reduce(0, +) == steps)
        #expect(run.steps.compactMap(\.shortSamples).reduce(0, +) == samples)
        let epoch = (run.own.first.flatMap(\.self) ?? 0) / 3
        let course = (1...3).flatMap { ["epoch \($0 * epoch)", "evaluation \($0 * epoch)", "training \($0 * epoch)"] }
        #expect(run.course == course.dropLast())
        #expect(run.lines.filter { $0.event == "epoch" }.allSatisfy { $0.samples == 1000 && $0.shortened == nil })
    }

    /// The event of a smaller batch waits until its loader has delivered another one, or has ended.
    @Test(arguments: [(0, 3, 12), (2, 6, 108)])
    func theLastBatchOfAStreamIsOddWhereEachStepIsALine(workers: Int, steps: Int, samples: Int) async throws {
        let run = try await RecordedRun("torch_batches", "slow", "\(workers)")
        #expect(run.counted == run.own && run.steps.allSatisfy { $0.leastBatchSize == nil })
        #expect(run.steps.compactMap(\.shortSteps).reduce(0, +) == steps)
        #expect(run.steps.compactMap(\.shortSamples).reduce(0, +) == samples)
    }

    /// The workers of a stream do not report their last batch: it counts as a full one, and never by its number of
    /// nodes.
    @Test func graphsOfAStreamAreNoNodes() async throws {
        let run = try await RecordedRun("torch_batches", "graphs-stream", "2")
        #expect(run.counted.first == run.own.first && run.steps.allSatisfy { $0.batchSize == 32 })
        #expect(run.counted.last == 96 * 32)
    }

    @Test(arguments: [("poisson", 0), ("poisson", 2), ("random", 0), ("buckets", 0)])
    func sizesThatVaryAreNoOddLastBatches(kind: String, workers: Int) async throws {
        let run = try await RecordedRun("torch_batches", kind, "\(workers)")
        #expect(run.counted == run.own)
        #expect(run.steps.compactMap(\.shortSteps) == [])
        #expect(run.steps.contains { ($0.leastBatchSize ?? .max) < ($0.batchSize ?? 0) })
        #expect((run.hello?.variableBatchSize == true) == (kind == "buckets" || workers > 0))
    }

    @Test(arguments: ["argument", "environment"])
    func anInstructionIsNotReadBackAsTheScriptsOwn(way: String) async throws {
        let run = try await RecordedRun(
            "torch_batches",
            "map",
            "0",
            variables: ["HEADROOM_BATCH_SIZE_SET_BY": way, "HEADROOM_BATCH_SIZE": "32"]
        )
        #expect(run.hello != nil && run.hello?.ownBatchSize == nil)
    }

    /// Accelerate creates its loader from one with the agent's size, and each epoch has a new one.
    @Test func aLoaderThatIsMadeAnewHasTheScriptsOwnSize() async throws {
        let run = try await RecordedRun(
            "accelerate_loop",
            variables: ["HEADROOM_BATCH_SIZE_SET_BY": "agent", "HEADROOM_BATCH_SIZE": "100"]
        )
        #expect(run.hello?.ownBatchSize == 32 && run.hello?.batchSizeSetBy == "agent")
        #expect(run.counted == run.own && run.steps.allSatisfy { $0.batchSize == 100 })
    }

    /// Its loader delivers a batch before the training on the current one, and is evaluated before the first step.
    @Test func aBatchThatLightningTakesAheadCountsWhenItIsDue() async throws {
        let run = try await RecordedRun("lightning_stream")
        #expect(run.counted == run.own && run.steps.allSatisfy { $0.leastBatchSize == nil })
        #expect(run.steps.compactMap(\.shortSteps).reduce(0, +) == 3)
        let sanity = ["evaluation 0", "training 0"]
        let epochs = [7, 14, 21].flatMap { ["epoch \($0)", "evaluation \($0)", "training \($0)"] }
        #expect(run.course == (sanity + epochs).dropLast())
    }

    /// Every eighth step is skipped, including the last one of an epoch.
    @Test func aStepThatTheScalerSkipsHasTakenItsBatch() async throws {
        let run = try await RecordedRun("torch_scaler")
        #expect(run.counted == run.own)
        #expect(run.steps.allSatisfy { $0.batchSize == 32 && $0.samples == 32 * ($0.steps ?? 1) })
    }

    /// A batch may raise an error on any access: its number of samples is then unknown, and its steps are counted.
    @Test func batchesThatRaiseErrorsAreSteps() async throws {
        let run = try await ScriptRun(
            Script(framework: "pytorch", name: "torch_hostile", kind: "batches"),
            variables: ["HEADROOM_BATCH_SIZE_SET_BY": "none"]
        )
        #expect(run.output.contains("steps 8"), "\(run.error)")
        let end = run.events.lazy.compactMap { if case .end(let end) = $0 { end } else { nil } }.first
        #expect(end == EndEvent(step: 8, totalSamples: 0))
    }

    /// A training continues without reports if the agent itself fails.
    @Test func anErrorOfTheAgentEndsNoTraining() async throws {
        let run = try await ScriptRun(
            Script(framework: "pytorch", name: "torch_hostile", kind: "agent"),
            variables: ["HEADROOM_BATCH_SIZE_SET_BY": "none"],
            agentFails: true
        )
        #expect(run.output.contains("steps 8"), "\(run.error)")
        let lines = run.error.split(separator: "\n").filter { $0.contains("the steps are not reported any more") }
        #expect(lines.count == 1)
    }
}
