/// A training at a larger batch size than the one it was tuned for.
package struct LargerBatch: Codable, Sendable, Equatable {
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
