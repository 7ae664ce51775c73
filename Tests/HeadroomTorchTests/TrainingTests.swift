import HeadroomTorch
import Testing

extension EngineTests {
    @Test func aPerceptronLearnsARule() throws {
        let inputs = try Tensor.randn([256, 8])
        let labels = try inputs.narrow(dimension: 1, start: 0, length: 3).argmax(dimension: 1)
        let model = Sequential(try Linear(8, 32), ReLU(), try Linear(32, 3))
        let optimizer = try SGD(model.parameters, learningRate: 0.1, momentum: 0.9)

        for _ in 0..<20 {
            let order = try Tensor.randomPermutation(256)
            for start in stride(from: 0, to: 256, by: 64) {
                let batch = try order.narrow(dimension: 0, start: start, length: 64)
                optimizer.learningRate = 0.1
                try optimizer.zeroGradients()
                let loss = try crossEntropy(
                    model(inputs.indexSelect(dimension: 0, indices: batch)),
                    labels.indexSelect(dimension: 0, indices: batch)
                )
                try loss.backward()
                try optimizer.step()
            }
        }

        let accuracy = try withoutGradients { () throws(TorchError) in
            try model(inputs).argmax(dimension: 1).equal(labels).to(.float32).mean().item()
        }
        #expect(accuracy > 0.95)
    }
}
