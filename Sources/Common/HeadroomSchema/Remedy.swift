/// Remedy: a published technique for training with large batches.
package struct Remedy: Codable, Sendable, Equatable {
    /// Short name, for tables.
    package let name: String
    /// Publication that proposed it.
    package let source: String
    /// Description of its parameters: `shift up to 0.1 of the size, rotation up to 10 degrees`.
    package let parameters: String
    /// Cost of a step, in gradients over the batch; a plain step costs 1.
    package let gradientsPerStep: Double
    /// Options of the training command that enable it.
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
    /// Whether it sets the learning rate.
    package var setsLearningRate: Bool { arguments.contains("--learning-rate") }
}
