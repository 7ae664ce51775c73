import HeadroomTorch
import Testing

/// Compares the gradients of `backward()` with central differences, in double precision.
private func expectGradients(
    _ what: String,
    of tensors: [NamedTensor],
    _ loss: () throws -> Tensor
) throws {
    for entry in tensors { try entry.tensor.setGradient(nil) }
    try Engine.seed(3)
    try loss().backward()
    for entry in tensors {
        let gradient = try #require(try entry.tensor.gradient, "\(what): \(entry.name)").doubles()
        let values = try entry.tensor.doubles()
        for index in stride(from: 0, to: values.count, by: max(1, values.count / 10)) {
            func lossMoved(by step: Double) throws -> Double {
                var moved = values
                moved[index] += step
                try entry.tensor.copy(from: Tensor(moved, shape: entry.tensor.shape))
                try Engine.seed(3)
                return try loss().item()
            }
            let step = 1e-5
            let slope = try (lossMoved(by: step) - lossMoved(by: -step)) / (2 * step)
            #expect(abs(slope - gradient[index]) < 1e-7 + 1e-6 * abs(slope), "\(what): \(entry.name)[\(index)]")
        }
        try entry.tensor.copy(from: Tensor(values, shape: entry.tensor.shape))
    }
}

/// Checks the gradients of a layer's parameters and input, with a loss that differs for every output.
private func expectGradients(_ layer: any Layer, _ shape: [Int], isTraining: Bool = true) throws {
    layer.train(isTraining)
    try layer.convert(to: .float64)
    let input = try Tensor.randn(shape, .float64).requiresGradient(true)
    let weights = try withoutGradients { () throws(TorchError) in try Tensor.randn(layer(input).shape, .float64) }
    try expectGradients("\(type(of: layer))", of: layer.parameters + [NamedTensor("input", input)]) {
        try (layer(input) * weights).sum()
    }
}

extension EngineTests {
    @Test func gradientsOfLayers() throws {
        try expectGradients(Linear(5, 3), [4, 5])
        try expectGradients(Linear(5, 3, bias: false), [2, 4, 5])
        try expectGradients(Conv2d(2, 3, kernel: 3, stride: 2, padding: 1), [2, 2, 5, 5])
        try expectGradients(
            Conv2d(4, 4, kernel: [1, 3], dilation: 2, groups: 2, bias: false),
            [1, 4, 5, 6]
        )
        // In training the singular vectors would differ from call to call.
        try expectGradients(SpectralNormalized(Linear(5, 3, bias: false)), [4, 5], isTraining: false)
        let normalized = try SpectralNormalized(Conv3d(2, 3, kernel: 2, bias: false))
        try expectGradients(normalized, [2, 2, 3, 3, 3], isTraining: false)
        try expectGradients(MaxPool2d(kernel: 2), [2, 2, 4, 4])
        try expectGradients(MaxPool2d(kernel: 3, stride: 2, padding: 1), [2, 2, 5, 5])
        try expectGradients(AveragePool2d(kernel: 2), [2, 2, 4, 4])
        try expectGradients(BatchNorm2d(3), [4, 3, 2, 2])
        try expectGradients(BatchNorm2d(3), [4, 3, 2, 2], isTraining: false)
        try expectGradients(LayerNorm(6), [3, 6])
        try expectGradients(Dropout(0.4), [30])
        try expectGradients(ReLU(), [10])
        try expectGradients(Flatten(), [2, 3, 2])
        try expectGradients(
            Sequential(Conv2d(1, 2, kernel: 3), BatchNorm2d(2), ReLU(), Flatten(), Linear(8, 2)),
            [3, 1, 4, 4]
        )
    }

    @Test func gradientsOfLosses() throws {
        let logits = try Tensor.randn([4, 3], .float64).requiresGradient(true)
        let labels = try Tensor([2, 0, 1, 1] as [Int64], shape: [4])
        let target = try Tensor.rand([4, 3], .float64)
        for reduction in [LossReduction.mean, .sum] {
            try expectGradients("crossEntropy", of: [NamedTensor("logits", logits)]) {
                try crossEntropy(logits, labels, reduction: reduction)
            }
            try expectGradients("meanSquaredError", of: [NamedTensor("prediction", logits)]) {
                try meanSquaredError(logits, target, reduction: reduction)
            }
            try expectGradients("huberLoss", of: [NamedTensor("prediction", logits)]) {
                try huberLoss(logits, target, delta: 0.7, reduction: reduction)
            }
            try expectGradients("binaryCrossEntropy", of: [NamedTensor("logits", logits)]) {
                try binaryCrossEntropy(logits: logits, target, reduction: reduction)
            }
        }
        let mean = try crossEntropy(logits, labels).item()
        #expect(abs(try crossEntropy(logits, labels, reduction: .sum).item() - 4 * mean) < 1e-12)
    }

    @Test func gradientsOfOperations() throws {
        let x = try (Tensor.rand([2, 3], .float64) + 0.5).requiresGradient(true)
        let y = try (Tensor.rand([2, 3], .float64) + 0.5).requiresGradient(true)
        try expectGradients("arithmetic", of: [NamedTensor("x", x), NamedTensor("y", y)]) {
            let product = try (x * y - x / y).matmul(y.transpose(0, 1))
            let roots = try (x.exp() + y.log() + x.squareRoot() - 0.8).absolute().sum()
            let squashed = try (x.sigmoid() * y.tanh() + x.gelu()).sum()
            let normal = try (x.softmax(dimension: 1) * y + x.logSoftmax(dimension: 0) * y).sum()
            let picked = try x.indexSelect(dimension: 1, indices: Tensor([2, 0] as [Int64], shape: [2])).sum()
            return try product.sum() + roots + squashed + normal * 0.5 + picked * 3 + x.mean(dimension: 1).sum()
        }
    }

    @Test func gradientsAddUpUntilTheyAreRemoved() throws {
        let x = try Tensor([3] as [Float], shape: [1]).requiresGradient(true)
        #expect(x.requiresGradient)
        #expect(try x.gradient == nil)
        try (x * x).sum().backward()
        try (x * x).sum().backward()
        #expect(try x.gradient?.floats() == [12])
        try x.setGradient(nil)
        #expect(try x.gradient == nil)

        let loss = try (x * x).sum()
        try loss.backward(keepingGraph: true)
        try loss.backward()
        #expect(try x.gradient?.floats() == [12])
        let again = try #require(throws: TorchError.self) { try loss.backward() }
        #expect(again.operation == "backward")
        #expect(throws: TorchError.self) { try x.detach().backward() }
    }

    @Test func nothingIsRecordedWithoutGradients() throws {
        let x = try Tensor([3] as [Float], shape: [1]).requiresGradient(true)
        let inside = try withoutGradients { () throws(TorchError) in try x * x }
        #expect(!inside.requiresGradient)
        #expect(try (x * x).requiresGradient)
        #expect(throws: TorchError.self) {
            try withoutGradients { () throws(TorchError) in try x.matmul(Tensor.zeros([2])) }
        }
        #expect(try (x * x).requiresGradient, "an error restores the recording as well")
        #expect(try x.detach().requiresGradient == false)
    }
}
