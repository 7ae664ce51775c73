import HeadroomTorch
import TestSupport
import Testing

private func perceptron() throws -> Sequential {
    Sequential(try Linear(64, 128), ReLU(), try Linear(128, 10))
}

private func convolution() throws -> Sequential {
    Sequential(
        // No bias: batch normalization cancels it, so that its gradient would consist of rounding errors.
        try Conv2d(1, 8, kernel: 3, padding: 1, bias: false),
        try BatchNorm2d(8),
        ReLU(),
        try MaxPool2d(kernel: 2),
        try Conv2d(8, 8, kernel: 3),
        ReLU(),
        Flatten(),
        try Linear(32, 16),
        try LayerNorm(16),
        try Linear(16, 10)
    )
}

/// Without normalization over the batch, which mixes its samples.
private func plainConvolution() throws -> Sequential {
    Sequential(
        try Conv2d(1, 4, kernel: 3, stride: 2, padding: 1),
        ReLU(),
        try Conv2d(
            4,
            6,
            kernel: [1, 3],
            padding: [0, 2],
            dilation: 2,
            groups: 2
        ),
        ReLU(),
        try MaxPool2d(kernel: 2),
        Flatten(),
        try Linear(24, 10)
    )
}

private func optimizer(_ kind: String, _ parameters: [NamedTensor]) throws -> any Optimizer {
    switch kind {
    case "SGD": try SGD(parameters, learningRate: 0.05, momentum: 0.9, weightDecay: 1e-3, nesterov: true)
    case "Adam": try Adam(parameters, learningRate: 0.01, weightDecay: 1e-3)
    case "LARS": try LARS(parameters, learningRate: 5, weightDecay: 1e-3)
    case "LAMB": try LAMB(parameters, learningRate: 0.01, weightDecay: 1e-3)
    default: try AdamW(parameters, learningRate: 0.01, weightDecay: 0.01)
    }
}

extension EngineTests {
    /// Same weights, same batch: PyTorch's initial weights, loss, gradients, and parameters after five steps.
    @Test(.disabled(if: Needs.isQuick)) func trainingIsPyTorchs() async throws {
        let inputs = try Tensor.randn([16, 1, 8, 8])
        let labels = try (Tensor.rand([16]) * 10).to(.int64)
        let models = [("perceptron", try perceptron()), ("convolution", try convolution())]
        let starts = try models.map { name, model in
            try model.state.map { NamedTensor("\(name).\($0.name)", try $0.tensor.clone().detach()) }
        }
        let sampled = [("perceptron", try perceptron()), ("plain", try plainConvolution())]
        let expected = try await PyTorchReference.run(
            pyTorchTrainings,
            [NamedTensor("inputs", inputs), NamedTensor("labels", labels)] + starts.flatMap { $0 }
                + sampled.flatMap { name, model in
                    model.state.map { NamedTensor("samples.\(name).\($0.name)", $0.tensor) }
                }
        )
        for (name, model) in sampled {
            let record = ForwardRecord()
            model.record = record
            let loss = try crossEntropy(model(name == "perceptron" ? inputs.flatten(from: 1) : inputs), labels)
            try loss.backward()
            // Each of 16 samples contributes a 16th of the loss.
            try expectAlike(
                #require(try record.sampleSquaredNorms()) * 256,
                expected["samples.\(name)"],
                "samples.\(name)"
            )
        }

        for (index, (name, model)) in models.enumerated() {
            try Engine.seed(5)
            for entry in try (name == "perceptron" ? perceptron() : convolution()).parameters {
                let initial = "\(name).initial.\(entry.name)"
                try expectAlike(entry.tensor, expected[initial], initial)
            }
            let batch = name == "perceptron" ? try inputs.flatten(from: 1) : inputs
            for kind in ["SGD", "Adam", "AdamW", "LARS", "LAMB"] {
                try model.load(
                    starts[index].map { NamedTensor(String($0.name.dropFirst(name.count + 1)), $0.tensor) }
                )
                let optimizer = try optimizer(kind, model.parameters)
                for step in 0..<5 {
                    try optimizer.zeroGradients()
                    let logits = try model(batch)
                    let loss = try crossEntropy(logits, labels)
                    try loss.backward()
                    if step == 0 {
                        try expectAlike(loss, expected["\(name).\(kind).loss"], "\(name).\(kind).loss")
                        let smoothed = try crossEntropy(logits, labels, labelSmoothing: 0.1)
                        try expectAlike(smoothed, expected["\(name).\(kind).smoothed"], "\(name).\(kind).smoothed")
                        for entry in model.parameters {
                            let gradient = try #require(try entry.tensor.gradient)
                            let key = "\(name).\(kind).gradient.\(entry.name)"
                            try expectAlike(gradient, expected[key], key)
                        }
                    }
                    try optimizer.step()
                }
                for entry in model.state {
                    let key = "\(name).\(kind).after.\(entry.name)"
                    try expectAlike(entry.tensor, expected[key], key)
                }
            }
        }
    }
}
