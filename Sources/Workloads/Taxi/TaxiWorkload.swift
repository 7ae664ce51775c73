package import ArgumentParser
import HeadroomReinforcement
package import HeadroomSchema
import HeadroomTraining

/// A taxi that learns to pick up and deliver passengers: deep Q-learning with a network too small to fill any device.
package enum TaxiWorkload: Workload {
    package static let name = "taxi"
    package static let summary = "Teach a taxi to fetch its passengers: Q-learning, with a table or with a network."
    package static let defaultBatchSize = DeepQSettings().batchSize
    package static let trainingArguments = [
        "--batch-size", "{batch}", "--learning-rate", "{lr}", "--seed", "{seed}", "--to-the-end",
    ]
    package static let options = WorkloadDescription.Options(
        evaluateEvery: "--evaluate-every",
        warmupSteps: nil,
        checkpoint: "--checkpoint"
    )
    package static var trainCommand: any ParsableCommand.Type { TrainTaxi.self }
    package static var playCommand: (any ParsableCommand.Type)? { PlayTaxi.self }

    /// The limits of a training; nil for no limit.
    package struct Limits: Sendable {
        package var environmentSteps: Int?
        /// Time of the training, including evaluations.
        package var seconds: Double?
        /// Whether a training ends as soon as its policy is optimal.
        package var endsWhenOptimal = true

        package init() {}
    }

    /// Options of every taxi training.
    package struct Options: Sendable {
        package var variant = TaxiVariant()
        package var limits = Limits()
        package var seed: UInt64 = 0
        /// Number of updates between evaluations; nil for none during the training.
        package var evaluateEvery: Int?
        /// Path of the checkpoint, written whenever the policy has improved, at most every few seconds, and at the end;
        /// nil for none.
        package var checkpoint: String?
        /// Path of the checkpoint to resume from.
        package var resume: String?

        package init() {}
    }
}
