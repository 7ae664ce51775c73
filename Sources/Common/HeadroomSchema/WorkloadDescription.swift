/// Metadata of a workload, as written by `headroom-train describe`.
package struct WorkloadDescription: Codable, Equatable, Sendable {
    /// Name on the command line.
    package var name: String
    /// Summary of the task, in one line.
    package var summary: String
    /// Default batch size.
    package var defaultBatchSize: Int
    /// Options of a training in full, with a placeholder for each varied value: `["--seed", "{seed}"]`.
    package var trainingArguments: [String]
    /// Whether it has a fixed data set, which `headroom sharpness` needs.
    package var hasSharpness: Bool
    /// Options of its training command; null if it has no such option.
    package var options: Options
    /// Axes that a step can grow along, the batch size first; empty where there is only the batch size.
    package var axes: [Axis] = []

    package init(
        name: String,
        summary: String,
        defaultBatchSize: Int,
        trainingArguments: [String],
        hasSharpness: Bool,
        options: Options
    ) {
        self.name = name
        self.summary = summary
        self.defaultBatchSize = defaultBatchSize
        self.trainingArguments = trainingArguments
        self.hasSharpness = hasSharpness
        self.options = options
    }

    /// An axis that a step can grow along.
    package struct Axis: Codable, Equatable, Sendable {
        /// Name for people, such as `rays`.
        package var name: String
        /// Option of the training command that sets it.
        package var option: String
        /// Value where none is given.
        package var usual: Int

        package init(name: String, option: String, usual: Int) {
            self.name = name
            self.option = option
            self.usual = usual
        }
    }

    /// Names of the options that a study sets.
    package struct Options: Codable, Equatable, Sendable {
        /// Evaluates after every n steps.
        @Nullable package var evaluateEvery: String?
        /// Raises the learning rate over the first n steps.
        @Nullable package var warmupSteps: String?
        /// Writes the trained model to a file.
        @Nullable package var checkpoint: String?

        package init(evaluateEvery: String?, warmupSteps: String?, checkpoint: String?) {
            self.evaluateEvery = evaluateEvery
            self.warmupSteps = warmupSteps
            self.checkpoint = checkpoint
        }
    }
}
