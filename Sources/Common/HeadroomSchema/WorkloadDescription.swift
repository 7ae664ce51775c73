/// The metadata of a workload for the instrument, as `headroom-train describe` writes it.
package struct WorkloadDescription: Codable, Equatable, Sendable {
    /// The name on the command line.
    package var name: String
    /// A summary of the task, in one line.
    package var summary: String
    /// The batch size where no other is given.
    package var defaultBatchSize: Int
    /// The options of a training in full, with a placeholder for everything that is varied: `["--seed", "{seed}"]`.
    package var trainingArguments: [String]
    /// Whether it has a fixed data set, over which `headroom sharpness` measures its solutions.
    package var hasSharpness: Bool
    /// The options of its training command; null where it has none of the kind.
    package var options: Options

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

    /// The names of options that a study sets.
    package struct Options: Codable, Equatable, Sendable {
        /// Evaluate after every n steps.
        @Nullable package var evaluateEvery: String?
        /// Let the learning rate grow over the first n steps.
        @Nullable package var warmupSteps: String?
        /// Where the trained model goes.
        @Nullable package var checkpoint: String?

        package init(evaluateEvery: String?, warmupSteps: String?, checkpoint: String?) {
            self.evaluateEvery = evaluateEvery
            self.warmupSteps = warmupSteps
            self.checkpoint = checkpoint
        }
    }
}
