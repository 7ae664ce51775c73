package import ArgumentParser
package import HeadroomSchema

/// A training that ships with Headroom: its data, models, loop and commands.
package protocol Workload: Sendable {
    /// The name on the command line.
    static var name: String { get }
    /// One-line description of the training.
    static var summary: String { get }
    /// The batch size used where none is given.
    static var defaultBatchSize: Int { get }
    /// Arguments of a full training, with a placeholder for everything that is varied.
    static var trainingArguments: [String] { get }
    /// The options that a study sets.
    static var options: WorkloadDescription.Options { get }
    /// Axes that a step can grow along, the batch size first; empty where there is only the batch size.
    static var axes: [WorkloadDescription.Axis] { get }
    /// `headroom train NAME`.
    static var trainCommand: any ParsableCommand.Type { get }
    /// `headroom play NAME`; nil where there is nothing to show.
    static var playCommand: (any ParsableCommand.Type)? { get }
    /// `headroom sharpness NAME`; nil where the loss is not over a fixed data set.
    static var sharpnessCommand: (any ParsableCommand.Type)? { get }
    /// Remedies that may let it learn from larger batches, with strengths for the given training; best known first.
    static func remedies(for training: LargerBatch) -> [Remedy]
}

extension Workload {
    package static var axes: [WorkloadDescription.Axis] { [] }
    package static var playCommand: (any ParsableCommand.Type)? { nil }
    package static var sharpnessCommand: (any ParsableCommand.Type)? { nil }
    package static func remedies(for training: LargerBatch) -> [Remedy] { [] }

    /// Description of the workload for the measuring side of Headroom.
    package static var workloadDescription: WorkloadDescription {
        var description = WorkloadDescription(
            name: name,
            summary: summary,
            defaultBatchSize: defaultBatchSize,
            trainingArguments: trainingArguments,
            hasSharpness: sharpnessCommand != nil,
            options: options
        )
        description.axes = axes
        return description
    }
}
