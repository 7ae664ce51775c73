package import ArgumentParser
package import HeadroomSchema
import HeadroomTraining

/// Reconstruction of volumes from pictures.
package enum Reconstruction: Workload {
    package static let name = "reconstruction"
    package static let summary = "Reconstruct the volume of an object from pictures of it."
    package static let defaultBatchSize = 16
    /// Learning rate of Adam for the default batch size.
    package static let defaultLearningRate = 0.003
    package static let trainingArguments = [
        "--batch-size", "{batch}", "--learning-rate", "{lr}", "--epochs", "{epochs}", "--seed", "{seed}",
    ]
    package static let options = WorkloadDescription.Options(
        evaluateEvery: "--evaluate-every",
        warmupSteps: "--warmup-steps",
        checkpoint: "--checkpoint"
    )
    package static var trainCommand: any ParsableCommand.Type { TrainReconstruction.self }
    /// `headroom reconstruct`.
    package static var reconstructCommand: any ParsableCommand.Type { Reconstruct.self }
}
