import HeadroomTorch
import Testing

extension Fixture {
    /// First GPU available to the engine.
    fileprivate static func accelerator() throws -> Device? {
        try start()
        if try Device.count(of: .cuda) > 0 { return .cuda(0) }
        return try Device.count(of: .xpu) > 0 ? Device("xpu") : nil
    }
}

extension EngineTests {
    @Test(.enabled("the engine sees no GPU") { try Fixture.accelerator() != nil })
    func anAcceleratorTrainsAsTheHostDoes() throws {
        let accelerator = try #require(try Fixture.accelerator())
        let inputs = try Tensor.randn([32, 1, 8, 8])
        let labels = try (Tensor.rand([32]) * 4).to(.int64)
        func train(on device: Device) throws -> [Float] {
            try Engine.seed(2)
            let model = Sequential(
                try Conv2d(1, 8, kernel: 3, padding: 1),
                ReLU(),
                try MaxPool2d(kernel: 2),
                Flatten(),
                try Linear(128, 4)
            )
            try model.move(to: device)
            #expect(model.parameters.allSatisfy { $0.tensor.device == device && $0.tensor.requiresGradient })
            let optimizer = try AdamW(model.parameters, learningRate: 0.01)
            for _ in 0..<5 {
                try optimizer.zeroGradients()
                try crossEntropy(model(inputs.to(device: device)), labels.to(device: device)).backward()
                try optimizer.step()
            }
            try device.synchronize()
            return try model.parameters.flatMap { try $0.tensor.floats() }
        }
        for (host, other) in try zip(train(on: .cpu), train(on: accelerator)) {
            #expect(abs(host - other) < 2e-3)
        }
    }

    @Test(.enabled("the engine sees no GPU") { try Fixture.accelerator() != nil })
    func anAcceleratorCountsItsMemory() throws {
        let accelerator = try #require(try Fixture.accelerator())
        let before = try #require(try accelerator.memoryStatistics())
        let block = try Tensor.zeros([1 << 22], device: accelerator)
        let during = try #require(try accelerator.memoryStatistics())
        #expect(during.allocatedBytes - before.allocatedBytes == block.elementCount * 4)
        #expect(during.reservedBytes >= during.allocatedBytes)
        #expect(during.peakAllocatedBytes >= during.allocatedBytes)

        let error = #expect(throws: TorchError.self) { try Tensor.zeros([1 << 46], device: accelerator) }
        #expect(error?.code == .outOfMemory)
        try accelerator.resetPeak()
        try accelerator.emptyCache()
        #expect(try Tensor.ones([4], device: accelerator).sum().item() == 4)
    }

    /// Mixed precision with its scaler, pinned copies, and the generator of the device.
    @Test(.enabled("the engine sees no GPU") { try Fixture.accelerator() != nil })
    func anAcceleratorTrainsInHalfPrecision() throws {
        let accelerator = try #require(try Fixture.accelerator())
        let model = Sequential(try Linear(64, 8))
        try model.move(to: accelerator)
        let scaler = try GradientScaler(model.parameters, device: accelerator)
        let host = try Tensor.randn([32, 64]).pinned()
        let inputs = try host.to(device: accelerator, waits: false)
        #expect(try inputs.to(device: .cpu, waits: false).floats() == host.floats())
        let loss = try withAutocast(.float16, on: accelerator) { () throws(TorchError) in
            let outputs = try model(inputs)
            #expect(outputs.scalarType == .float16)
            return try meanSquaredError(outputs, .zeros([32, 8], device: accelerator))
        }
        try scaler.scaled(loss).backward()
        #expect(try scaler.unscale())
        try scaler.update()

        let state = try Engine.generatorState(of: accelerator)
        let drawn = try Tensor.randn([5], device: accelerator).floats()
        try Engine.setGeneratorState(state, of: accelerator)
        #expect(try Tensor.randn([5], device: accelerator).floats() == drawn)
    }
}
