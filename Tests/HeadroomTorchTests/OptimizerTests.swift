import HeadroomTorch
import Testing

/// One parameter at 1, and what its values are after steps with the gradients 0.5, -1 and 2.
private func trajectory(_ make: ([NamedTensor]) throws -> any Optimizer) throws -> [Double] {
    let parameter = try Tensor([1] as [Double], shape: [1]).requiresGradient(true)
    let optimizer = try make([NamedTensor("p", parameter)])
    return try [0.5, -1, 2].map { gradient in
        try optimizer.zeroGradients()
        try (parameter * gradient).sum().backward()
        try optimizer.step()
        return try parameter.item()
    }
}

private func expectClose(_ values: [Double], _ expected: [Double]) {
    #expect(values.count == expected.count)
    for (value, expected) in zip(values, expected) { #expect(abs(value - expected) < 1e-7, "\(values)") }
}

extension EngineTests {
    @Test func plainSGD() throws {
        try expectClose(trajectory { try SGD($0, learningRate: 0.1) }, [0.95, 1.05, 0.85])
    }

    @Test func momentumAndDecay() throws {
        // v: 0.5, -0.55, 1.505.
        try expectClose(trajectory { try SGD($0, learningRate: 0.1, momentum: 0.9) }, [0.95, 1.005, 0.8545])
        // Gradients with the parameter's tenth added: 0.6, -0.906, 2.09 + 0.9 v ...
        var (p, v) = (1.0, 0.0)
        let expected = [0.5, -1, 2].map { gradient in
            let decayed = gradient + 0.1 * p
            v = 0.9 * v + decayed
            p -= 0.1 * (decayed + 0.9 * v)
            return p
        }
        try expectClose(
            trajectory { try SGD($0, learningRate: 0.1, momentum: 0.9, weightDecay: 0.1, nesterov: true) },
            expected
        )
        #expect(throws: TorchError.self) { try SGD([], learningRate: 0.1, nesterov: true) }
    }

    @Test(arguments: [true, false]) func adam(isDecoupled: Bool) throws {
        var (p, m, v) = (1.0, 0.0, 0.0)
        let expected = [0.5, -1, 2].enumerated().map { index, gradient in
            let step = Double(index + 1)
            let decayed = isDecoupled ? gradient : gradient + 0.1 * p
            if isDecoupled { p -= 0.01 * 0.1 * p }
            m = 0.9 * m + 0.1 * decayed
            v = 0.99 * v + 0.01 * decayed * decayed
            func power(_ base: Double) -> Double { (0..<Int(step)).reduce(1) { product, _ in product * base } }
            let mean = m / (1 - power(0.9))
            let square = v / (1 - power(0.99))
            p -= 0.01 * mean / (square.squareRoot() + 1e-8)
            return p
        }
        let values = try trajectory {
            isDecoupled
                ? try AdamW($0, learningRate: 0.01, beta2: 0.99, weightDecay: 0.1)
                : try Adam($0, learningRate: 0.01, beta2: 0.99, weightDecay: 0.1)
        }
        expectClose(values, expected)
    }

    @Test func theLearningRateCanChange() throws {
        let parameter = try Tensor([1] as [Double], shape: [1]).requiresGradient(true)
        let optimizer = try SGD([NamedTensor("p", parameter)], learningRate: 1)
        for (rate, expected) in [(0.5, 0.5), (0.25, 0.25)] {
            optimizer.learningRate = rate
            try optimizer.zeroGradients()
            try parameter.sum().backward()
            try optimizer.step()
            #expect(try parameter.item() == expected)
        }
    }

    @Test func parametersWithoutAGradientStay() throws {
        let used = try Tensor([1, 2] as [Float], shape: [2]).requiresGradient(true)
        let unused = try Tensor([3] as [Float], shape: [1]).requiresGradient(true)
        let optimizer = try AdamW([NamedTensor("unused", unused), NamedTensor("used", used)])
        try optimizer.step()
        #expect(try used.floats() == [1, 2])
        for other in [false, true] {
            try optimizer.zeroGradients()
            try (other ? used.sum() + unused.sum() : used.sum()).backward()
            try optimizer.step()
            #expect(try (unused.floats() == [3]) == !other)
        }
        #expect(try optimizer.state.first { $0.name == "used.step" }?.tensor.item() == 2)
        #expect(try optimizer.state.first { $0.name == "unused.step" }?.tensor.item() == 1)
    }

    @Test(arguments: [false, true]) func aRestoredOptimizerGoesOnAlike(isAdam: Bool) throws {
        func make(_ model: Linear) throws -> any Optimizer {
            isAdam ? try Adam(model.parameters) : try SGD(model.parameters, learningRate: 0.1, momentum: 0.9)
        }
        func train(_ model: Linear, _ optimizer: any Optimizer, seed: UInt64) throws {
            try Engine.seed(seed)
            for _ in 0..<3 {
                try optimizer.zeroGradients()
                try (model(Tensor.randn([4, 3])) * Tensor.randn([4, 2])).sum().backward()
                try optimizer.step()
            }
        }
        let model = try Linear(3, 2)
        let optimizer = try make(model)
        try train(model, optimizer, seed: 1)

        let copy = try Linear(3, 2)
        try copy.load(model.state)
        let restored = try make(copy)
        try restored.restore(optimizer.state)
        try train(model, optimizer, seed: 2)
        try train(copy, restored, seed: 2)
        #expect(try copy.weight.floats() == model.weight.floats())

        #expect(throws: TorchError.self) { try restored.restore([]) }
    }
}
