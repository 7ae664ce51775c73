/// Training at a larger batch size than the one that its learning rate was tuned for.
package struct LargerBatch: Codable, Sendable, Equatable {
    /// Batch size that the learning rate was tuned for.
    package var baseBatchSize: Int
    package var batchSize: Int
    /// Learning rate at the base batch size; nil for the optimizer's default.
    package var learningRate: Double?
    /// Name of the optimizer for the training command; nil for the command's default.
    package var optimizer: String?
    /// Number of epochs.
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

    /// Ratio of the batch size to the base batch size.
    package var factor: Double { Double(batchSize) / Double(baseBatchSize) }

    /// Number of steps of the whole training.
    package var steps: Int { epochs * ((trainingSamples + batchSize - 1) / batchSize) }
}
