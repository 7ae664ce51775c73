import HeadroomCore
import HeadroomDigits
import HeadroomEvents
import HeadroomNumerics
import HeadroomTorch
import HeadroomTraining
import TestSupport
import Testing

/// The noise probe of a training's gradients.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct NoiseProbeTests: ShortTrainings {
    init() throws { try loadEngine() }

    private func gradients(_ events: [Event]) -> [GradientEvent] {
        events.compactMap { if case .gradient(let event) = $0 { event } else { nil } }
    }

    /// Kinds of training whose samples have separate gradients, or not.
    enum Kind: String, CaseIterable {
        case perceptron, convolution, adam, mixup, sharpnessAware, proximal, batchNorm, ghost, accumulation

        var usesSampleGradients: Bool { ![.batchNorm, .ghost, .accumulation].contains(self) }

        func change(_ options: inout Digits.Options) {
            switch self {
            case .perceptron: break
            case .convolution: options.model = .cnn
            case .adam: options.optimizer = .adam
            case .mixup: options.remedies.mixup = 0.2
            case .sharpnessAware: options.remedies.sharpnessRadius = 0.05
            case .proximal: options.remedies.proximalSteps = 3
            case .batchNorm: options.remedies.batchNorm = true
            case .ghost: options.remedies.ghostBatch = 16
            case .accumulation: options.remedies.accumulation = 2
            }
        }
    }

    /// The probe does not change the training, to the last bit, running statistics included.
    @Test(arguments: Kind.allCases) func lookingChangesNothing(kind: Kind) async throws {
        let alone = try Digits.train(options(kind.change), on: digits())
        let (looked, events) = try await listening { writer in
            try Digits.train(
                options {
                    kind.change(&$0)
                    $0.noiseStepsPerStage = 5
                },
                on: digits(),
                events: writer
            )
        }
        #expect(looked.loss == alone.loss && looked.steps == alone.steps)
        for (first, second) in zip(alone.model.state, looked.model.state) {
            #expect(try first.tensor.floats() == second.tensor.floats(), "\(first.name)")
        }
        let heard = gradients(events)
        let steps = Set(heard.map(\.step))
        #expect(heard.count == 30 && steps.count == 15, "two sizes at five steps of three stages")
        #expect(steps.contains(1) && steps.max() == alone.steps)
        for parts in heard where parts.count ?? 1 > 1 {
            let whole = try #require(heard.first { $0.step == parts.step && $0.count ?? 1 == 1 })
            #expect(whole.batchSize == parts.batchSize * (parts.count ?? 1))
            #expect((parts.batchSize == 1) == kind.usesSampleGradients)
            // The norm of the mean of vectors is at most their mean norm.
            let (norm, norms) = (try #require(whole.squaredNorm), try #require(parts.squaredNorm))
            #expect(norm <= norms * (1 + 1e-6) && norm > 0)
        }
    }

    /// A step of a training, in which one result of the probe is compared with the gradient of each sample.
    @Test(arguments: [ImageModel.mlp, .cnn], [ImageOptimizer.sgd, .adam])
    func theNormsAreThoseOfTheSamples(model kind: ImageModel, optimizer: ImageOptimizer) async throws {
        let data = try digits().training
        let model = try kind.make(for: data)
        let optimizer = try optimizer.make(model.parameters, learningRate: 0.01, momentum: 0.9)
        func gradients(_ samples: [Int64]) throws(TorchError) {
            let batch = try data.batch(Tensor(samples, shape: [samples.count]))
            try optimizer.zeroGradients()
            try crossEntropy(model(batch.images), batch.labels).backward()
        }
        // Before its first step Adam has no second moments to scale by.
        for start in [0, 20, 40] as [Int64] {
            try gradients(Array(start..<start + 20))
            try optimizer.step()
        }
        let samples = Array((60 as Int64)..<84)
        let (_, events) = try await listening { writer in
            let probe = try #require(
                NoiseProbe(events: writer, model: model, optimizer: optimizer, stepsPerStage: 1, steps: 9)
            )
            try probe.measure(samples: samples.count) { () throws(TorchError) in try gradients(samples) }
        }
        let heard = self.gradients(events)
        try #require(heard.map(\.batchSize) == [1, 24] && heard.map(\.count) == [24, 1])

        let adam = optimizer as? Adam
        func norms(_ samples: [Int64]) throws -> (plain: Double, scaled: Double) {
            try gradients(samples)
            return try model.parameters.reduce(into: (0, 0)) { sums, entry in
                let gradient = try #require(try entry.tensor.gradient)
                sums.0 += try (gradient * gradient).sum().item()
                guard let adam else { return }
                let scaled = try gradient * #require(try adam.scales(of: entry.name))
                sums.1 += try (scaled * scaled).sum().item()
            }
        }
        let each = try samples.map { try norms([$0]) }
        let whole = try norms(samples)
        func expectAlike(_ found: Double?, _ expected: Double) throws {
            #expect(try abs(#require(found) / expected - 1) < 1e-4, "\(expected)")
        }
        try expectAlike(heard[0].squaredNorm, each.reduce(0) { $0 + $1.plain } / 24)
        try expectAlike(heard[1].squaredNorm, whole.plain)
        guard adam != nil else { return #expect(heard.allSatisfy { $0.preconditionedSquaredNorm == nil }) }
        try expectAlike(heard[0].preconditionedSquaredNorm, each.reduce(0) { $0 + $1.scaled } / 24)
        try expectAlike(heard[1].preconditionedSquaredNorm, whole.scaled)
    }

    /// The same batches at one point of the parameters, by samples and by parts.
    @Test func samplesAndPartsGiveOneNoiseScale() async throws {
        let data = try digits().training
        let model = try ImageModel.mlp.make(for: data)
        func gradients(_ samples: ArraySlice<Int64>) throws(TorchError) {
            let batch = try data.batch(Tensor(Array(samples), shape: [samples.count]))
            for entry in model.parameters { try entry.tensor.setGradient(nil) }
            try crossEntropy(model(batch.images), batch.labels).backward()
        }
        var generator = SeededGenerator(seed: 5)
        let batches = (0..<40).map { _ in Array((0..<Int64(data.count)).shuffled(using: &generator).prefix(64)) }
        func scale(accumulates: Bool) async throws -> Interval {
            let (_, events) = try await listening { writer in
                let probe = try #require(
                    NoiseProbe(events: writer, model: model, stepsPerStage: 40, steps: 40, accumulates: accumulates)
                )
                for (step, batch) in batches.enumerated() {
                    // The probe measures at every batch.
                    probe.step = 13 + step % 13
                    try probe.measure(samples: batch.count) { () throws(TorchError) in try gradients(batch[...]) }
                    try probe.measureParts(samples: batch.count) { part throws(TorchError) in try gradients(batch[part])
                    }
                }
            }
            let heard = self.gradients(events)
            let norms = try heard.map { event in
                GradientPair.Norm(
                    batchSize: event.batchSize,
                    squaredNorm: try #require(event.squaredNorm),
                    count: event.count ?? 1
                )
            }
            let pairs = stride(from: 0, to: norms.count, by: 2).compactMap {
                GradientPair(norms: Array(norms[$0..<$0 + 2]))
            }
            #expect(pairs.count == 40)
            let known: Interval? = if case .known(let interval) = NoiseScale(pairs) { interval } else { nil }
            return try #require(known)
        }
        let (samples, parts) = (try await scale(accumulates: false), try await scale(accumulates: true))
        #expect(parts.low...parts.high ~= samples.value && samples.low...samples.high ~= parts.value)
        #expect(samples.high - samples.low <= parts.high - parts.low, "\(samples) \(parts)")
    }

    /// Of the parameters that are named, no others count.
    @Test func theNoiseOfSomeParametersIsMeasured() async throws {
        let data = try digits().training
        let model = try ImageModel.mlp.make(for: data)
        let some = Array(model.parameters.suffix(2))
        func gradients(_ samples: Range<Int>) throws(TorchError) {
            let indices = samples.map(Int64.init)
            let batch = try data.batch(Tensor(indices, shape: [indices.count]))
            for entry in model.parameters { try entry.tensor.setGradient(nil) }
            try crossEntropy(model(batch.images), batch.labels).backward()
        }
        let (_, events) = try await listening { writer in
            let probe = try #require(
                NoiseProbe(events: writer, model: model, stepsPerStage: 5, steps: 15, accumulates: true)
            )
            try probe.measureParts(samples: 32, of: some) { part throws(TorchError) in try gradients(part) }
            try probe.measureParts(samples: 32) { part throws(TorchError) in try gradients(part) }
        }
        let heard = self.gradients(events)
        try #require(heard.count == 4)
        let norm = try some.gradientNorm()?.item() ?? 0
        #expect(try abs(#require(heard[1].squaredNorm) / (norm * norm) - 1) < 1e-5)
        #expect(try #require(heard[3].squaredNorm) > 1.5 * norm * norm)
    }

    @Test func nobodyIsToldWhoDidNotAsk() async throws {
        let (_, events) = try await listening { try Digits.train(options(), on: digits(), events: $0) }
        #expect(gradients(events).isEmpty)
        #expect(NoiseProbe(events: nil, model: Sequential(), stepsPerStage: 5, steps: 10) == nil)
    }
}
