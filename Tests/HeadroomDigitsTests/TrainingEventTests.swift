import FoundationEssentials
import HeadroomCore
import HeadroomDigits
import HeadroomEvents
import HeadroomSchema
import HeadroomTorch
import HeadroomTraining
import TestSupport
import Testing

/// Events of a training.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct TrainingEventTests: ShortTrainings {
    init() throws { try loadEngine() }

    /// Runs a training, and returns its events.
    private func heard(_ options: Digits.Options) async throws -> (result: Digits.Result, events: [Event]) {
        try await listening { try Digits.train(options, on: digits(), events: $0) }
    }

    private func evaluations(_ events: [Event]) -> [EvaluationEvent] {
        events.compactMap { if case .evaluation(let event) = $0 { event } else { nil } }
    }

    private func steps(_ events: [Event]) -> [StepEvent] {
        events.compactMap { if case .step(let event) = $0 { event } else { nil } }
    }

    @Test func bothSplitsAreEvaluatedAgainAndAgain() async throws {
        let (result, events) = try await heard(options { $0.evaluateEvery = 10 })
        let evaluations = evaluations(events)
        #expect(evaluations.map(\.step) == [10, 10, 20, 20, 30, 30, 40, 40, 46, 46])
        #expect(evaluations.map(\.split) == (0..<5).flatMap { _ in ["train", "test"] })
        // The last ones are those of the final model, over all samples.
        let split = try digits()
        for (event, data) in zip(evaluations.suffix(2), [split.training, split.test]) {
            let batch = try data.batch(Tensor(Array(0..<Int64(data.count)), shape: [data.count]))
            let loss = try crossEntropy(result.model(batch.images), batch.labels).item()
            #expect(try abs(#require(event.loss) - loss) < 1e-5)
            #expect(try event.accuracy == Digits.accuracy(of: result.model, on: data))
        }
        #expect(evaluations.compactMap(\.loss).count == evaluations.count)
        // The time of an evaluation is reported as a pause of the line after it, and only there.
        let pauses = steps(events).filter { $0.pauseSeconds != nil }.map { $0.step - ($0.steps ?? 1) }
        #expect(pauses == [10, 20, 30, 40])
    }

    @Test func anEvaluationThatFallsOnTheEndIsMadeOnce() async throws {
        let (_, events) = try await heard(options { $0.evaluateEvery = 23 })
        #expect(evaluations(events).map(\.step) == [23, 23, 46, 46])
    }

    @Test func aTrainingThatDivergesEnds() async throws {
        let (result, events) = try await heard(options { $0.learningRate = 1e9 })
        #expect(result.hasDiverged && result.steps < 20, "\(result.steps)")
        let evaluations = evaluations(events)
        #expect(evaluations.map(\.split) == ["train", "test"])
        #expect(evaluations.allSatisfy { $0.loss == nil && $0.accuracy != nil && $0.step == result.steps })
        #expect(events.contains(.end(EndEvent(step: result.steps, totalSamples: result.samples))))
        #expect(try Digits.train(options(), on: digits()).hasDiverged == false)
    }

    @Test func accumulationTellsWhatGoesThroughTheModelAtOnce() async throws {
        let (_, events) = try await heard(
            options {
                $0.batchSize = 100
                $0.remedies.accumulation = 3
            }
        )
        let steps = steps(events)
        #expect(steps.first?.samples == 300 && steps.first?.steps ?? 1 == 1)
        #expect(steps.allSatisfy { $0.batchSize == 100 } && steps.last?.totalSamples == 2884)
    }

    @Test func theRemediesAreStrongerForALargerBatch() throws {
        let training = LargerBatch(baseBatchSize: 64, batchSize: 1024, epochs: 20, trainingSamples: 1442)
        let remedies = Digits.remedies(for: training)
        #expect(Set(remedies.map(\.name)).count == remedies.count)
        func arguments(_ name: String) -> [String]? { remedies.first { $0.name == name }?.arguments }
        #expect(arguments("linear scaling") == ["--learning-rate", "0.8"])
        #expect(arguments("square-root scaling") == ["--learning-rate", "0.2"])
        #expect(arguments("warm-up") == ["--learning-rate", "0.8", "--warmup-steps", "10"])
        var adam = training
        adam.optimizer = "adam"
        adam.batchSize = 192
        let scaled = Digits.remedies(for: adam).first { $0.name == "square-root scaling" }
        #expect(scaled?.arguments == ["--learning-rate", "0.001732"])
        let growing = try #require(arguments("growing batch")?.last)
        #expect(try BatchSchedule(growing).stages.map(\.batchSize) == [64, 256, 1024])
    }
}
