package import ArgumentParser
package import HeadroomSchema

/// A training that ships with Headroom: its data, its models, its loop and its commands.
package protocol Workload: Sendable {
    /// The name on the command line.
    static var name: String { get }
    /// What it trains, in one line.
    static var summary: String { get }
    /// The batch size where no other is given.
    static var defaultBatchSize: Int { get }
    /// The options of a training in full, with a placeholder for everything that is varied.
    static var trainingArguments: [String] { get }
    /// The options that a study sets.
    static var options: WorkloadDescription.Options { get }
    /// `headroom train NAME`.
    static var trainCommand: any ParsableCommand.Type { get }
    /// `headroom play NAME`; nil where there is nothing to see.
    static var playCommand: (any ParsableCommand.Type)? { get }
    /// `headroom sharpness NAME`; nil where the loss is not over a fixed data set.
    static var sharpnessCommand: (any ParsableCommand.Type)? { get }
    /// What may let it learn from larger batches, with strengths for a given training; the best known first.
    static func remedies(for training: LargerBatch) -> [Remedy]
}

extension Workload {
    package static var playCommand: (any ParsableCommand.Type)? { nil }
    package static var sharpnessCommand: (any ParsableCommand.Type)? { nil }
    package static func remedies(for training: LargerBatch) -> [Remedy] { [] }

    /// What the instrument has to know of it.
    package static var described: WorkloadDescription {
        WorkloadDescription(
            name: name,
            summary: summary,
            defaultBatchSize: defaultBatchSize,
            trainingArguments: trainingArguments,
            hasSharpness: sharpnessCommand != nil,
            options: options
        )
    }
}
