import FoundationEssentials
import Glibc
import HeadroomCore
import HeadroomDigits
import HeadroomEvents
import HeadroomNumerics
import HeadroomTorch
import HeadroomTraining
import Synchronization
import TestSupport
import Testing

@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct TrainingTests {
    init() throws { try loadEngine() }

    private func digits() throws -> ImageSplit { try DigitsData.load("\(Needs.data)/digits.csv") }

    private func options(_ model: ImageModel, epochs: Int, seed: UInt64 = 0) -> Digits.Options {
        var options = Digits.Options()
        options.model = model
        options.epochs = epochs
        options.seed = seed
        return options
    }

    @Test func theConvolutionalNetworkReachesItsAccuracyInItsDefaultRun() throws {
        let result = try Digits.train(options(.cnn, epochs: 20), on: digits())
        #expect(result.testAccuracy >= 0.97, "\(result.testAccuracy)")
        #expect(result.trainingAccuracy >= result.testAccuracy - 0.01)
    }

    @Test func thePerceptronLearnsToo() throws {
        let result = try Digits.train(options(.mlp, epochs: 20), on: digits())
        #expect(result.testAccuracy >= 0.95, "\(result.testAccuracy)")
        #expect(result.steps == 20 * 23 && result.samples == 20 * 1442)
    }

    @Test(arguments: ImageOptimizer.allCases)
    func everyOptimizerLearns(optimizer: ImageOptimizer) throws {
        var options = options(.mlp, epochs: 5)
        options.optimizer = optimizer
        #expect(try Digits.train(options, on: digits()).testAccuracy >= 0.85)
    }

    @Test func aSeedRepeatsTheTraining() throws {
        let first = try Digits.train(options(.mlp, epochs: 2, seed: 3), on: digits())
        let again = try Digits.train(options(.mlp, epochs: 2, seed: 3), on: digits())
        let other = try Digits.train(options(.mlp, epochs: 2, seed: 4), on: digits())
        #expect(first.loss == again.loss && first.testAccuracy == again.testAccuracy)
        #expect(first.loss != other.loss)
    }

    @Test func shuffledLabelsTeachNothing() throws {
        let split = try digits()
        var generator = SeededGenerator(seed: 9)
        var total = 0.0
        for seed in 0..<10 {
            let labels = try split.training.labelValues().shuffled(using: &generator)
            let shuffled = ImageSplit(
                name: "shuffled",
                training: try split.training.relabelled(labels),
                test: split.test
            )
            total += try Digits.train(options(.mlp, epochs: 20, seed: UInt64(seed)), on: shuffled).testAccuracy
        }
        // Similar images get the same wrong answer, so that one training may be far above chance; ten are not.
        #expect(abs(total / 10 - 0.1) < 0.03, "\(total / 10)")
    }

    @Test func anUntrainedModelKnowsNothing() throws {
        let split = try digits()
        var total = 0.0
        for seed in 0..<20 {
            try Engine.seed(UInt64(seed))
            total += try Digits.accuracy(of: ImageModel.mlp.make(for: split.training), on: split.test)
        }
        #expect(abs(total / 20 - 0.1) < 0.04, "\(total / 20)")
    }

    /// Passes its input on, and records the sizes of the batches.
    private final class BatchSizes: Module, Layer {
        var seen: [Int] = []

        func callAsFunction(_ input: Tensor) -> Tensor {
            seen.append(input.shape[0])
            return input
        }
    }

    @Test func anEvaluationTakesNoLargerBatchesThanItMay() throws {
        let split = try digits()
        let batches = BatchSizes()
        let model = try Sequential(batches, Flatten(), Linear(64, 10))
        let whole = try Digits.accuracy(of: model, on: split.test, batchSize: 355)
        let pieces = try Digits.accuracy(of: model, on: split.test, batchSize: 100)
        #expect(batches.seen == [355, 100, 100, 100, 55])
        #expect(whole == pieces)
    }

    @Test func aCheckpointGivesTheSameModelBack() throws {
        let path = "/tmp/headroom-checkpoint-\(UInt32.random(in: .min ... .max)).safetensors"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let split = try digits()
        var options = options(.cnn, epochs: 1)
        options.checkpoint = path
        let result = try Digits.train(options, on: split)
        let model = try Digits.model(from: path, for: split.test)
        #expect(try Digits.accuracy(of: model, on: split.test) == result.testAccuracy)
        let other = try SyntheticData.make(samples: 4, imageSize: 4, seed: 1)
        #expect(throws: WorkloadError.self) { try Digits.model(from: path, for: other.test) }
    }

    @Test func aBatchLargerThanTheDataIsRefused() throws {
        var options = options(.mlp, epochs: 1)
        options.batchSize = 1443
        #expect {
            try Digits.train(options, on: digits())
        } throws: { error in
            (error as? WorkloadError)?.description.contains("1443 is larger than the data, which has 1442") == true
        }
    }

    @Test func theEventsCountEveryStepAndSample() async throws {
        let messages = Mutex<[EventListener.Message]>([])
        let path = "/tmp/headroom-events-\(UInt32.random(in: .min ... .max))"
        let listener = try EventListener(path: path) { message in messages.withLock { $0.append(message) } }
        defer { listener.stop() }
        do {
            let writer = try #require(EventWriter(path: path))
            var options = options(.mlp, epochs: 2)
            options.batchSize = 100
            _ = try Digits.train(options, on: digits(), events: writer)
        }
        for _ in 0..<200 where !messages.withLock({ $0.contains(.closed(connection: 1)) }) {
            try await Task.sleep(for: .milliseconds(10))
        }
        let heard = messages.withLock(\.self)
        #expect(heard.contains(.event(.end(EndEvent(step: 30, totalSamples: 2884)), connection: 1)))
        var largest = 0
        for case .event(.step(let step), _) in heard { largest = max(largest, step.batchSize ?? 0) }
        #expect(largest == 100)
        guard case .event(.hello(let hello), _) = heard.dropFirst().first else {
            Issue.record("the first event is no hello")
            return
        }
        #expect(hello.trainingSamples == 1442 && hello.step == 0 && hello.canSetBatchSize == true)
    }

    @Test func aTrainingObeysWhatHeadroomAsks() async throws {
        let messages = Mutex<[EventListener.Message]>([])
        let path = "/tmp/headroom-events-\(UInt32.random(in: .min ... .max))"
        let listener = try EventListener(path: path) { message in messages.withLock { $0.append(message) } }
        defer { listener.stop() }
        let stepBefore = 10
        var result: Digits.Result?
        var steps = 0
        do {
            let writer = try #require(EventWriter(path: path))
            for _ in 0..<500 where messages.withLock(\.isEmpty) { try await Task.sleep(for: .milliseconds(10)) }
            var options = options(.mlp, epochs: 1)
            options.epochs = nil
            options.batchSize = 20
            result = try Digits.train(
                options,
                on: digits(),
                events: writer,
                progress: { progress in
                    steps = progress.step
                    // A batch larger than the data is asked for in vain.
                    if progress.step == stepBefore - 1 { listener.send(.setBatchSize(1443)) }
                    if progress.step == stepBefore { listener.send(.setBatchSize(50)) }
                },
                isInterrupted: { steps == stepBefore + 5 }
            )
        }
        for _ in 0..<500 where !messages.withLock({ $0.contains(.closed(connection: 1)) }) {
            try await Task.sleep(for: .milliseconds(10))
        }
        // The commands had arrived when the step's progress was called, so that each was applied right after it.
        #expect(result?.steps == 15 && result?.samples == 10 * 20 + 5 * 50)
        let heard = messages.withLock(\.self)
        let changes = heard.compactMap { if case .event(.batchSize(let change), _) = $0 { change } else { nil } }
        #expect(changes == [BatchSizeEvent(batchSize: 50, fromStep: stepBefore + 1)])
        #expect(heard.contains(.event(.end(EndEvent(step: 15, totalSamples: 450)), connection: 1)))
    }
}
