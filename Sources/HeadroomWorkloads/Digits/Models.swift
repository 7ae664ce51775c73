package import HeadroomTorch

/// The models that classify images.
package enum ImageModel: String, Sendable, CaseIterable {
    /// A multilayer perceptron with one hidden layer.
    case mlp
    /// A small convolutional network.
    case cnn

    /// How many threads train it best: the operations of the perceptron are too small to be shared.
    package func defaultThreads(usableCPUs: Double) -> Int {
        self == .mlp ? 1 : max(1, Int(usableCPUs))
    }

    /// Makes the model for the images of a data set: `[batch, channels, height, width]` in, `[batch, classes]` out.
    package func make(for data: ImageDataset) throws(TorchError) -> Sequential {
        switch self {
        case .mlp:
            let pixels = data.channels * data.height * data.width
            return try Sequential(
                Flatten(),  // [batch, pixels]
                Linear(pixels, 128),
                ReLU(),
                Linear(128, data.classes)
            )
        case .cnn:
            let features = 64 * (data.height / 2) * (data.width / 2)
            return try Sequential(
                Conv2d(data.channels, 32, kernel: 3, padding: 1),  // [batch, 32, height, width]
                ReLU(),
                Conv2d(32, 64, kernel: 3, padding: 1),  // [batch, 64, height, width]
                ReLU(),
                MaxPool2d(kernel: 2),  // [batch, 64, height / 2, width / 2]
                Flatten(),
                Linear(features, 128),
                ReLU(),
                Linear(128, data.classes)
            )
        }
    }
}

/// The optimizers that train them.
package enum ImageOptimizer: String, Sendable, CaseIterable {
    case sgd, adam, adamw

    /// A learning rate that trains the digits well at a batch size of 64.
    package var defaultLearningRate: Double {
        switch self {
        case .sgd: 0.05
        case .adam, .adamw: 0.001
        }
    }

    func make(_ parameters: [NamedTensor], learningRate: Double, momentum: Double) throws(TorchError) -> any Optimizer {
        switch self {
        case .sgd: try SGD(parameters, learningRate: learningRate, momentum: momentum)
        case .adam: try Adam(parameters, learningRate: learningRate)
        case .adamw: try AdamW(parameters, learningRate: learningRate)
        }
    }
}
