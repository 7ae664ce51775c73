/// Something that may let a model learn at a larger batch size, as an option of a training.
package struct Remedy: Equatable, Sendable {
    /// As a table has it.
    package let name: String
    /// Where it comes from: authors, year, and number of the paper.
    package let source: String
    /// Its settings in words.
    package let parameters: String
    /// Its cost: gradients that a step computes.
    package let gradientsPerStep: Double
    /// The options that a training takes for it.
    package let arguments: [String]

    package init(name: String, source: String, parameters: String, gradientsPerStep: Double, arguments: [String]) {
        self.name = name
        self.source = source
        self.parameters = parameters
        self.gradientsPerStep = gradientsPerStep
        self.arguments = arguments
    }
}
