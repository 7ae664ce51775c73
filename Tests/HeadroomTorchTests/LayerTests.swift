import HeadroomTorch
import Testing

extension EngineTests {
    @Test func parametersHaveTheNamesOfAStateDictionary() throws {
        let model = Sequential(
            try Conv2d(1, 4, kernel: 3),
            try BatchNorm2d(4),
            ReLU(),
            Sequential(Flatten(), try Linear(16, 2, bias: false))
        )
        #expect(model.parameters.map(\.name) == ["0.weight", "0.bias", "1.weight", "1.bias", "3.1.weight"])
        #expect(model.buffers.map(\.name) == ["1.running_mean", "1.running_var", "1.num_batches_tracked"])
        #expect(model.parameterCount == 4 * 9 + 4 + 4 + 4 + 32)
    }

    @Test func initialWeightsFillTheirInterval() throws {
        let layer = try Conv2d(16, 32, kernel: 3)
        let bound = Float(1 / (16.0 * 9).squareRoot())
        let values = try layer.weight.floats()
        #expect(values.allSatisfy { abs($0) <= bound })
        #expect(values.max() ?? 0 > 0.95 * bound)
        #expect(values.min() ?? 0 < -0.95 * bound)
        #expect(layer.weight.requiresGradient)
    }

    @Test func batchNormalizationKeepsRunningStatistics() throws {
        let layer = try BatchNorm2d(1)
        let input = try Tensor([0, 2, 4, 6] as [Float], shape: [4, 1, 1, 1])
        let output = try layer(input)
        #expect(abs(try output.mean().item()) < 1e-6)
        // Momentum 0.1: a tenth of the mean 3, and of the unbiased variance 20 / 3 with nine tenths of 1.
        #expect(abs(try layer.runningMean.item() - 0.3) < 1e-6)
        #expect(abs(try layer.runningVar.item() - (0.9 + 2.0 / 3)) < 1e-6)
        #expect(try layer.numBatchesTracked.item() == 1)
        layer.eval()
        let expected = (6 - 0.3) / (0.9 + 2.0 / 3 + 1e-5).squareRoot()
        #expect(abs(Double(try layer(input).floats()[3]) - expected) < 1e-5)
        #expect(try layer.numBatchesTracked.item() == 1)
    }

    @Test func ghostBatchesHaveStatisticsOfTheirOwn() throws {
        let input = try Tensor([0, 2, 10, 30] as [Float], shape: [4, 1])
        let ghost = try GhostBatchNorm(1, samples: 2)
        // Two numbers are -1 and 1 after normalization; over all four they would not be.
        for (value, expected) in try zip(ghost(input).floats(), [-1, 1, -1, 1] as [Float]) {
            #expect(abs(value - expected) < 1e-4)
        }
        // Means 1 and 20, unbiased variances 2 and 200, one after the other with a factor of 0.1.
        #expect(try abs(ghost.runningMean.item() - (0.9 * 0.1 + 0.1 * 20)) < 1e-5)
        #expect(try abs(ghost.runningVar.item() - (0.9 * (0.9 + 0.2) + 0.1 * 200)) < 1e-4)
        #expect(try ghost.numBatchesTracked.item() == 2)

        // In evaluation mode the running statistics apply to all.
        ghost.eval()
        let evaluated = try ghost(Tensor([2.09, 2.09, 2.09] as [Float], shape: [3, 1]))
        #expect(try evaluated.floats().allSatisfy { abs($0) < 1e-5 })
        #expect(throws: TorchError.self) { try GhostBatchNorm(1, samples: 0) }
    }

    @Test(arguments: [4, 7, 100]) func aGhostBatchOfAllIsTheBatch(samples: Int) throws {
        let input = try Tensor.randn([7, 3, 2, 2])
        let (ghost, batch) = (try GhostBatchNorm(3, samples: samples), try BatchNorm2d(3))
        #expect(try ghost(input).floats() == batch(input).floats())
        for (one, other) in zip(ghost.state, batch.state) {
            #expect(try one.name == other.name && one.tensor.floats() == other.tensor.floats())
        }
    }

    @Test func oneValueHasNoVarianceAndSpoilsNothing() throws {
        let layer = try BatchNorm2d(1)
        #expect(try abs(layer(Tensor([3] as [Float], shape: [1, 1])).item() - 3) < 1e-4)
        #expect(try layer.runningVar.item() == 1 && layer.numBatchesTracked.item() == 0)
    }

    @Test func dropoutDropsInTrainingOnly() throws {
        let model = Sequential(try Dropout(0.25))
        let ones = try Tensor.ones([10_000])
        let dropped = try model(ones).floats()
        #expect(abs(dropped.count { $0 == 0 } - 2500) < 200)
        #expect(dropped.allSatisfy { $0 == 0 || abs($0 - 4 / 3) < 1e-6 })
        model.eval()
        #expect(try model(ones).sum().item() == 10_000)
        #expect(throws: TorchError.self) { try Dropout(1.5) }
    }

    @Test func aStateIsLoadedWholeOrNotAtAll() throws {
        let source = Sequential(try Linear(3, 2), try BatchNorm2d(2))
        let target = Sequential(try Linear(3, 2), try BatchNorm2d(2))
        try target.load(source.state)
        #expect(try target.parameters[0].tensor.floats() == source.parameters[0].tensor.floats())
        #expect(target.parameters[0].tensor.requiresGradient)

        let missing = try #require(throws: TorchError.self) { try target.load(Array(source.state.dropFirst())) }
        #expect(missing.message == "'0.weight' is missing")
        let unknown = try #require(throws: TorchError.self) {
            try target.load(source.state + [NamedTensor("9.weight", Tensor.zeros([1]))])
        }
        #expect(unknown.message.contains("'9.weight'"))
        let before = try target.state.map { try $0.tensor.floats() }
        let differing = [NamedTensor("0.weight", try Tensor.zeros([3, 2]))] + source.state.dropFirst()
        #expect(throws: TorchError.self) { try target.load(differing) }
        #expect(try target.state.map { try $0.tensor.floats() } == before)
    }

    @Test func wrongLayersAreRefused() throws {
        #expect(throws: TorchError.self) { try Linear(0, 2) }
        #expect(throws: TorchError.self) { try Conv2d(3, 4, kernel: 3, groups: 2) }
        #expect(throws: TorchError.self) { try Conv2d(3, 4, kernel: 0) }
    }

    /// The singular values of a diagonal matrix are its elements.
    @Test func spectralNormalizationDividesByTheLargestSingularValue() throws {
        let layer = try Linear(3, 2, bias: false)
        try layer.weight.copy(from: Tensor([3, 0, 0, 0, -4, 0] as [Float], shape: [2, 3]))
        let normalized = try SpectralNormalized(layer)
        let input = try Tensor([1, 1, 1] as [Float], shape: [1, 3])
        for _ in 0..<60 { _ = try normalized(input) }
        for (value, expected) in zip(try normalized(input).doubles(), [0.75, -1]) {
            #expect(abs(value - expected) < 1e-5)
        }
        normalized.eval()
        let before = try normalized(input).doubles()
        #expect(try normalized(input).doubles() == before, "the estimate is that of the training")
        #expect(throws: TorchError.self) { try SpectralNormalized(Linear(3, 2)) }
    }
}
