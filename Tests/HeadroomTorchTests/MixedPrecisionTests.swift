import HeadroomTorch
import Testing

extension EngineTests {
    @Test func matrixProductsAreShortAndLossesAreNot() throws {
        let model = Sequential(try Linear(8, 4))
        let (inputs, labels) = (try Tensor.randn([5, 8]), try Tensor([0, 1, 2, 3, 0] as [Int64], shape: [5]))
        let exact = try crossEntropy(model(inputs), labels)
        // [logits before and after a nested one, loss]
        let results = try withAutocast(.bfloat16, on: .cpu) { () throws(TorchError) in
            let logits = try model(inputs)
            // Another one may begin and end within it.
            let inner = try withAutocast(.float16, on: .cpu) { () throws(TorchError) in try model(inputs) }
            #expect(inner.scalarType == .float16)
            return [logits, try model(inputs), try crossEntropy(logits, labels)]
        }
        #expect(results.map(\.scalarType) == [.bfloat16, .bfloat16, .float32])
        let loss = results[2]
        #expect(try abs(loss.item() - exact.item()) < 0.02)
        #expect(try model(inputs).scalarType == .float32, "it ends with the closure")
        try loss.backward()
        for entry in model.parameters { #expect(try entry.tensor.gradient?.scalarType == .float32) }
        #expect(throws: TorchError.self) {
            try withAutocast(on: .cpu) { () throws(TorchError) in try inputs.matmul(inputs) }
        }
        #expect(try model(inputs).scalarType == .float32, "and with an error")
    }

    @Test func aScaledLossHasTheSameStep() throws {
        let weight = try Tensor([3, -1] as [Float], shape: [2]).requiresGradient(true)
        let parameters = [NamedTensor("weight", weight)]
        let scaler = try GradientScaler(parameters, device: .cpu, initial: 1024, growthInterval: 2)
        for _ in 0..<2 {
            try weight.setGradient(nil)
            try scaler.scaled((weight * weight).sum()).backward()
            #expect(try weight.gradient?.floats() == [6144, -2048])
            #expect(try scaler.unscale())
            #expect(try weight.gradient?.floats() == [6, -2])
            try scaler.update()
        }
        #expect(try scaler.scale.item() == 2048, "it grows after two steps")
        try weight.setGradient(Tensor([.infinity, 1] as [Float], shape: [2]))
        #expect(try scaler.unscale() == false)
        try scaler.update()
        #expect(try scaler.scale.item() == 1024)
        let other = try GradientScaler(parameters, device: .cpu)
        try other.restore(scaler.state)
        #expect(try other.scale.item() == 1024)
    }

    @Test func pinnedMemoryNeedsADeviceThatCopiesFromIt() throws {
        guard try Device.count(of: .cuda) == 0 else { return }
        #expect(throws: TorchError.self) { try Tensor.ones([2]).pinned() }
        #expect(try Tensor.ones([2]).to(device: .cpu, waits: false).floats() == [1, 1])
    }
}
