import HeadroomSchema
import HeadroomTraining

/// Remedies for training a model of a table with larger batches: learning rates, warm-up and growing batches.
enum TabularRemedies {
    static func remedies(for training: LargerBatch, defaultLearningRate: Double) -> [Remedy] {
        let base = training.learningRate ?? defaultLearningRate
        let (linear, root) = (base * training.factor, base * training.factor.squareRoot())
        // Five epochs, but at most a quarter of a short training.
        let warmup = max(1, min(5 * training.steps / max(1, training.epochs), training.steps / 4))
        let middle = Int((Double(training.baseBatchSize) * Double(training.batchSize)).squareRoot().rounded())
        let sizes = [training.baseBatchSize, middle, training.batchSize]
        let stages = zip(["0", "0.25", "0.5"], sizes).map { #"{"fromFraction":\#($0),"batchSize":\#($1)}"# }
        return [
            Remedy(
                name: "square-root scaling",
                source: "Hoffer et al. 2017 (arXiv 1705.08741)",
                parameters: "learning rate \(shown(root))",
                arguments: ["--learning-rate", shown(root)]
            ),
            Remedy(
                name: "linear scaling",
                source: "Krizhevsky 2014 (arXiv 1404.5997); Goyal et al. 2017 (arXiv 1706.02677)",
                parameters: "learning rate \(shown(linear))",
                arguments: ["--learning-rate", shown(linear)]
            ),
            Remedy(
                name: "warm-up",
                source: "Goyal et al. 2017 (arXiv 1706.02677)",
                parameters: "learning rate \(shown(linear)) after \(warmup) steps",
                arguments: ["--learning-rate", shown(linear), "--warmup-steps", String(warmup)]
            ),
            Remedy(
                name: "growing batch",
                source: "Smith et al. 2018 (arXiv 1711.00489); Keskar et al. 2016 (arXiv 1609.04836)",
                parameters: "batch sizes \(sizes.map(String.init).joined(separator: ", ")) from 0, 25 and 50 % on",
                arguments: ["--schedule", "[\(stages.joined(separator: ","))]"]
            ),
        ]
    }

    /// Text of a learning rate in single precision, to leave out digits without meaning.
    private static func shown(_ rate: Double) -> String { String(Float(rate)) }
}
