/// A change of a training that is said to let a model learn from larger batches.
package struct Remedy: Sendable, Equatable {
    /// A short name, as in a table.
    package let name: String
    /// Who proposed it.
    package let source: String
    /// Its strength in words: `shift up to 0.1 of the size, rotation up to 10 degrees`.
    package let parameters: String
    /// How many gradients over the batch a step takes, which is what it costs; a plain step takes 1.
    package let gradientsPerStep: Double
    /// The options that the training command takes for it.
    package let arguments: [String]

    package init(
        name: String,
        source: String,
        parameters: String,
        gradientsPerStep: Double = 1,
        arguments: [String]
    ) {
        self.name = name
        self.source = source
        self.parameters = parameters
        self.gradientsPerStep = gradientsPerStep
        self.arguments = arguments
    }
}

extension Remedy {
    /// Whether it is a learning rate, or goes with one of its own.
    package var setsLearningRate: Bool { arguments.contains("--learning-rate") }
}

/// A training at a larger batch size than the one it was tuned for.
package struct LargerBatch: Sendable, Equatable {
    /// The batch size that the learning rate was chosen for.
    package var baseBatchSize: Int
    package var batchSize: Int
    /// The learning rate at the base batch size; nil for the optimizer's own.
    package var learningRate: Double?
    /// The name of the optimizer, as the training command takes it; nil for the command's own.
    package var optimizer: String?
    /// Passes over the data.
    package var epochs: Int
    package var trainingSamples: Int

    package init(
        baseBatchSize: Int,
        batchSize: Int,
        learningRate: Double? = nil,
        optimizer: String? = nil,
        epochs: Int,
        trainingSamples: Int
    ) {
        self.baseBatchSize = baseBatchSize
        self.batchSize = batchSize
        self.learningRate = learningRate
        self.optimizer = optimizer
        self.epochs = epochs
        self.trainingSamples = trainingSamples
    }

    /// How many times larger the batch is.
    package var factor: Double { Double(batchSize) / Double(baseBatchSize) }

    /// Steps of the whole training.
    package var steps: Int { epochs * ((trainingSamples + batchSize - 1) / batchSize) }
}
