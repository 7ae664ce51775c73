/// A change of a training that is said to let a model learn from larger batches.
package struct Remedy: Codable, Sendable, Equatable {
    /// A short name, as in a table.
    package let name: String
    /// The publication that proposed it.
    package let source: String
    /// Its strength in words: `shift up to 0.1 of the size, rotation up to 10 degrees`.
    package let parameters: String
    /// The cost of a step, in gradients over the batch; a plain step takes 1.
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
