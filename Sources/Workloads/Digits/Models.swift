package import HeadroomTorch

/// The image classification models.
package enum ImageModel: String, Sendable, CaseIterable {
    /// A multilayer perceptron with one hidden layer.
    case mlp
    /// A small convolutional network.
    case cnn

    /// Number of CPU threads for training: the perceptron's operations are too small for several.
    package func defaultThreads(usableCPUs: Double) -> Int {
        self == .mlp ? 1 : max(1, Int(usableCPUs))
    }

    /// Makes the model for the images of a data set: `[batch, channels, height, width]` to `[batch, classes]`.
    ///
    /// - Parameter normalization: the normalization of each hidden layer, before its ReLU.
    package func make(
        for data: ImageDataset,
        normalization: Normalization = .none
    ) throws(TorchError) -> Sequential {
        switch self {
        case .mlp:
            let pixels = data.channels * data.height * data.width
            return try Sequential(
                [Flatten()]  // [batch, pixels]
                    + normalization.hidden(Linear(pixels, 128), channels: 128)
                    + [Linear(128, data.classes)]
            )
        case .cnn:
            let features = 64 * (data.height / 2) * (data.width / 2)
            return try Sequential(
                // [batch, 32, height, width]
                normalization.hidden(Conv2d(data.channels, 32, kernel: 3, padding: 1), channels: 32)
                    // [batch, 64, height, width]
                    + normalization.hidden(Conv2d(32, 64, kernel: 3, padding: 1), channels: 64)
                    + [MaxPool2d(kernel: 2), Flatten()]  // [batch, 64 * height / 2 * width / 2]
                    + normalization.hidden(Linear(features, 128), channels: 128)
                    + [Linear(128, data.classes)]
            )
        }
    }
}

/// The normalization of a model's hidden layers.
package enum Normalization: Sendable, Equatable {
    case none
    /// Batch normalization (Ioffe and Szegedy 2015).
    case batch
    /// Ghost batch normalization over at least the given number of samples (Hoffer et al. 2017).
    case ghost(Int)

    /// A layer with its normalization and ReLU.
    fileprivate func hidden(_ layer: any Layer, channels: Int) throws(TorchError) -> [any Layer] {
        switch self {
        case .none: [layer, ReLU()]
        case .batch: [layer, try BatchNorm2d(channels), ReLU()]
        case .ghost(let samples): [layer, try GhostBatchNorm(channels, samples: samples), ReLU()]
        }
    }
}

/// The optimizers for training the models.
package enum ImageOptimizer: String, Sendable, CaseIterable {
    case sgd, adam, adamw
    /// For large batches.
    case lars, lamb

    /// A good learning rate for the digits at a batch size of 64.
    package var defaultLearningRate: Double {
        switch self {
        case .sgd: 0.05
        case .adam, .adamw: 0.001
        case .lars: 5
        case .lamb: 0.01
        }
    }

    package func make(_ parameters: [NamedTensor], learningRate: Double, momentum: Double) throws(TorchError)
        -> any Optimizer
    {
        switch self {
        case .sgd: try SGD(parameters, learningRate: learningRate, momentum: momentum)
        case .adam: try Adam(parameters, learningRate: learningRate)
        case .adamw: try AdamW(parameters, learningRate: learningRate)
        case .lars: try LARS(parameters, learningRate: learningRate, momentum: momentum)
        case .lamb: try LAMB(parameters, learningRate: learningRate)
        }
    }
}
