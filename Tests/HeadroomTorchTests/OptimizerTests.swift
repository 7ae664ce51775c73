import HeadroomTorch
import Testing

/// Values of one parameter, initially 1, after steps with the gradients 0.5, -1 and 2.
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
        // Gradients plus a tenth of the parameter: 0.6, -0.906, 2.09 + 0.9 v ...
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

    @Test func layerWiseAdaptiveRates() throws {
        // A single number is its own norm: a plain step has the size of the parameter times the trust coefficient.
        var (p, v) = (1.0, 0.0)
        let expected = [0.5, -1, 2].map { gradient in
            let rate = 0.1 * abs(p) / (abs(gradient) + 0.01 * abs(p))
            v = 0.9 * v + 0.5 * rate * (gradient + 0.01 * p)
            p -= v
            return p
        }
        try expectClose(trajectory { try LARS($0, learningRate: 0.5, weightDecay: 0.01, trust: 0.1) }, expected)
        #expect(throws: TorchError.self) { try LARS([], learningRate: 0.1, trust: 0) }
    }

    @Test func layerWiseAdaptiveMoments() throws {
        // The step of a single number is the parameter times the learning rate, in the direction of the mean gradient.
        // Mean gradients: 0.05, -0.055, 0.1505.
        try expectClose(trajectory { try LAMB($0, learningRate: 0.1) }, [0.9, 0.99, 0.891])
    }

    /// A parameter or gradient of 0 has no norm to scale by.
    @Test(arguments: [false, true]) func layersWithoutASizeTakePlainSteps(isLAMB: Bool) throws {
        let parameter = try Tensor([0, 0] as [Float], shape: [2]).requiresGradient(true)
        let still = try Tensor([1, 2] as [Float], shape: [2]).requiresGradient(true)
        let list = [NamedTensor("p", parameter), NamedTensor("still", still)]
        let optimizer: any Optimizer = isLAMB ? try LAMB(list, learningRate: 0.1) : try LARS(list, learningRate: 0.1)
        try (parameter * Tensor([2, -4] as [Float], shape: [2])).sum().backward()
        try still.setGradient(.zeros([2]))
        try optimizer.step()
        let expected: [Float] = isLAMB ? [-0.1, 0.1] : [-0.2, 0.4]
        for (value, expected) in try zip(parameter.floats(), expected) { #expect(abs(value - expected) < 1e-6) }
        #expect(try still.floats() == [1, 2])
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

    @Test(arguments: ["SGD", "Adam", "LARS", "LAMB"]) func aRestoredOptimizerGoesOnAlike(kind: String) throws {
        func make(_ model: Linear) throws -> any Optimizer {
            switch kind {
            case "SGD": try SGD(model.parameters, learningRate: 0.1, momentum: 0.9)
            case "Adam": try Adam(model.parameters)
            case "LARS": try LARS(model.parameters, learningRate: 10)
            default: try LAMB(model.parameters, learningRate: 0.1)
            }
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

    @Test func aGroupStepsAllOfItsOptimizersAtTheirMultiples() throws {
        let (p, q) = (try Tensor.ones([1]).requiresGradient(true), try Tensor.ones([1]).requiresGradient(true))
        let (first, second) = (
            try SGD([NamedTensor("p", p)], learningRate: 9),
            try SGD([NamedTensor("q", q)], learningRate: 9, momentum: 0.9)
        )
        let group = OptimizerGroup([(first, 1), (second, 0.5)], learningRate: 1)
        group.learningRate = 0.1
        try group.zeroGradients()
        try (p + q * 2).sum().backward()
        try group.step()
        expectClose([try p.item(), try q.item()].map { Double(Float($0)) }, [Double(Float(0.9)), Double(Float(0.9))])
        #expect(group.state.map(\.name) == second.state.map(\.name))
        try group.zeroGradients()
        #expect(try p.gradient == nil && q.gradient == nil)
    }
}
