import FoundationEssentials
import HeadroomCore
import HeadroomDigits
import HeadroomEvents
import HeadroomTorch
import HeadroomTraining
import Synchronization
import TestSupport
import Testing

/// The remedies within a training, compared with loops written out here.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct RemedyTrainingTests: ShortTrainings {
    init() throws { try loadEngine() }

    private func parameters(_ model: Sequential) throws -> [[Float]] {
        try model.parameters.map { try $0.tensor.floats() }
    }

    /// Trains the perceptron by a loop of its own.
    ///
    /// - Parameters:
    ///   - batchSizes: batch sizes of the two epochs.
    ///   - step: makes the step with the given number from 0 on a batch.
    private func loop(
        batchSizes: [Int] = [64, 64],
        step: (Sequential, SGD, TrainingBatch, Int) throws -> Void = Self.plainStep
    ) throws -> [[Float]] {
        let data = try digits().training
        try Engine.setThreads(1)
        try Engine.seed(3)
        let model = Sequential(Flatten(), try Linear(64, 128), ReLU(), try Linear(128, 10))
        let optimizer = try SGD(model.parameters, learningRate: 0.05, momentum: 0.9)
        var order = BatchOrder(count: data.count, stored: data.stored, seed: 3)
        var number = 0
        for batchSize in batchSizes {
            order.shuffle()
            var position = 0
            while position < data.count {
                let indices = order.indices(at: position, batchSize: batchSize)
                let batch = try data.batch(Tensor(indices, shape: [indices.count]))
                try step(model, optimizer, TrainingBatch(images: batch.images, labels: batch.labels), number)
                position += indices.count
                number += 1
            }
        }
        return try parameters(model)
    }

    private static func plainStep(
        _ model: Sequential,
        _ optimizer: SGD,
        _ batch: TrainingBatch,
        _ number: Int
    ) throws {
        try optimizer.zeroGradients()
        try crossEntropy(model(batch.images), batch.labels).backward()
        try optimizer.step()
    }

    /// Maximum difference between two lists of parameters.
    private func difference(_ first: [[Float]], _ second: [[Float]]) -> Float {
        zip(first.joined(), second.joined()).map { abs($0 - $1) }.max() ?? .infinity
    }

    static let neutral: [(String, @Sendable (inout Digits.Options) throws -> Void)] = [
        ("none", { _ in }),
        ("evaluations", { $0.evaluateEvery = 5 }),
        ("warm-up over 0 steps", { $0.remedies.warmupSteps = 0 }),
        ("warm-up over 1 step", { $0.remedies.warmupSteps = 1 }),
        ("no augmentation", { $0.remedies.augmentations = [] }),
        ("mixup by 0", { $0.remedies.mixup = 0 }),
        (
            "one proximal step",
            {
                $0.remedies.proximalSteps = 1
                $0.remedies.proximalStrength = 5
            }
        ),
        (
            "FGSM by 0",
            {
                $0.remedies.adversary = .fgsm
                $0.remedies.adversarialEpsilon = 0
            }
        ),
        (
            "PGD by 0",
            {
                $0.remedies.adversary = .pgd
                $0.remedies.adversarialEpsilon = 0
            }
        ),
        ("SAM by 0", { $0.remedies.sharpnessRadius = 0 }),
        (
            "no batch normalization",
            {
                $0.remedies.batchNorm = false
                $0.remedies.ghostBatch = 0
            }
        ),
        ("no label smoothing", { $0.remedies.labelSmoothing = 0 }),
        ("one batch a step", { $0.remedies.accumulation = 1 }),
        ("a limit that is never met", { $0.remedies.clipNorm = 1e6 }),
        (
            "a schedule of one stage",
            { $0.remedies.schedule = try BatchSchedule(#"[{"fromFraction":0,"batchSize":64}]"#) }
        ),
    ]

    @Test func whatIsOffChangesNoBit() throws {
        let expected = try loop()
        for (name, change) in Self.neutral {
            let result = try Digits.train(options(change), on: digits())
            #expect(try parameters(result.model) == expected, "\(name)")
        }
        let other = try Digits.train(options { $0.remedies.labelSmoothing = 0.01 }, on: digits())
        #expect(try parameters(other.model) != expected)
    }

    static let drawing: [(String, @Sendable (inout RemedySettings) -> Void)] = [
        ("augmentation", { $0.augmentations = [.shift, .rotation, .cutout] }),
        ("mixup", { $0.mixup = 1 }),
        ("PGD", { $0.adversary = .pgd }),
        ("ghost batches", { $0.ghostBatch = 16 }),
    ]

    /// With a learning rate below any rounding the weights keep their initial values.
    @Test func whatIsDrawnForARemedyIsNotTakenFromTheWeights() throws {
        try Engine.seed(3)
        let initial = [try Linear(64, 128), try Linear(128, 10)]
        for (name, change) in Self.drawing {
            let options = options {
                $0.learningRate = 1e-30
                $0.epochs = 1
                change(&$0.remedies)
            }
            let model = try Digits.train(options, on: digits()).model
            let layers = model.modules.compactMap { $0 as? Linear }
            for (layer, expected) in zip(layers, initial) {
                #expect(try layer.weight.floats() == expected.weight.floats(), "\(name)")
            }
            let again = try Digits.train(options, on: digits())
            #expect(try parameters(again.model) == parameters(model), "a seed repeats \(name)")
        }
    }

    @Test func theLearningRateWarmsUp() throws {
        let expected = try loop { model, optimizer, batch, number in
            optimizer.learningRate = 0.05 * min(1, Double(number + 1) / 10)
            try Self.plainStep(model, optimizer, batch, number)
        }
        let result = try Digits.train(options { $0.remedies.warmupSteps = 10 }, on: digits())
        #expect(try parameters(result.model) == expected)
    }

    @Test func theBatchGrows() throws {
        let expected = try loop(batchSizes: [50, 200]) { model, optimizer, batch, number in
            optimizer.learningRate = 0.05 * (number < 29 ? 1 : 2)
            try Self.plainStep(model, optimizer, batch, number)
        }
        let options = try options {
            $0.remedies.schedule = try BatchSchedule(
                #"[{"fromFraction":0,"batchSize":50},{"fromFraction":0.5,"batchSize":200,"learningRateFactor":2}]"#
            )
        }
        let result = try Digits.train(options, on: digits())
        #expect(result.steps == 29 + 8)
        #expect(try parameters(result.model) == expected)
    }

    @Test func proximalStepsAreMade() throws {
        let expected = try loop { model, optimizer, batch, number in
            let start = try model.parameters.map { try $0.tensor.detach().clone() }
            for _ in 0..<3 {
                try optimizer.zeroGradients()
                var loss = try crossEntropy(model(batch.images), batch.labels)
                for (parameter, start) in zip(model.parameters, start) {
                    let distance = try parameter.tensor - start
                    loss = try loss + (distance * distance).sum() * (0.5 * 0.5)
                }
                try loss.backward()
                try optimizer.step()
            }
        }
        let options = options {
            $0.remedies.proximalSteps = 3
            $0.remedies.proximalStrength = 0.5
        }
        let result = try Digits.train(options, on: digits())
        #expect(try difference(parameters(result.model), expected) < 1e-3)
        #expect(try difference(parameters(result.model), loop()) > 1e-2)
    }

    @Test func gradientsAreClipped() throws {
        let expected = try loop { model, optimizer, batch, number in
            try optimizer.zeroGradients()
            try crossEntropy(model(batch.images), batch.labels).backward()
            let gradients = try model.parameters.map { try #require(try $0.tensor.gradient) }
            let norm = try gradients.map { try ($0 * $0).sum().item() }.reduce(0, +).squareRoot()
            if norm > 0.2 {
                for (parameter, gradient) in zip(model.parameters, gradients) {
                    try parameter.tensor.setGradient(gradient * (0.2 / norm))
                }
            }
            try optimizer.step()
        }
        let result = try Digits.train(options { $0.remedies.clipNorm = 0.2 }, on: digits())
        #expect(try difference(parameters(result.model), expected) < 1e-3)
        #expect(try difference(parameters(result.model), loop()) > 1e-2)
    }

    @Test func accumulatedBatchesAreOneLargeBatch() throws {
        let large = try Digits.train(options { $0.batchSize = 256 }, on: digits())
        let small = try Digits.train(
            options {
                $0.batchSize = 64
                $0.remedies.accumulation = 4
            },
            on: digits()
        )
        #expect(small.steps == large.steps && small.samples == large.samples)
        #expect(abs(small.loss - large.loss) < 1e-4)
        #expect(try difference(parameters(small.model), parameters(large.model)) < 1e-4)
    }

    /// A ghost batch of the whole batch is ordinary batch normalization.
    @Test func aGhostBatchOfAllIsBatchNormalization() throws {
        let whole = try Digits.train(options { $0.remedies.batchNorm = true }, on: digits())
        let ghost = try Digits.train(options { $0.remedies.ghostBatch = 64 }, on: digits())
        let parts = try Digits.train(options { $0.remedies.ghostBatch = 16 }, on: digits())
        #expect(try parameters(whole.model) == parameters(ghost.model))
        #expect(try difference(parameters(whole.model), parameters(parts.model)) > 1e-3)
        #expect(whole.testAccuracy > 0.9 && parts.testAccuracy > 0.9)
    }

    @Test func aNormalizedModelComesBackFromItsCheckpoint() throws {
        let path = "/tmp/headroom-checkpoint-\(UInt32.random(in: .min ... .max)).safetensors"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let split = try digits()
        var options = options { $0.remedies.ghostBatch = 16 }
        options.checkpoint = path
        let result = try Digits.train(options, on: split)
        let model = try Digits.model(from: path, for: split.test)
        #expect(try Digits.evaluate(model, on: split.test, batchSize: 64) == result.test)
    }

    /// A last batch of one sample has no variance, and leaves the running statistics unchanged.
    @Test func aLastBatchOfOneSampleSpoilsNothing() throws {
        let options = options {
            $0.batchSize = 131
            $0.remedies.batchNorm = true
        }
        let result = try Digits.train(options, on: digits())
        #expect(result.test.loss?.isFinite == true && !result.hasDiverged)
    }
}
