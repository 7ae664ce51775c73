package import ArgumentParser
import HeadroomReinforcement
package import HeadroomSchema
import HeadroomTraining

/// A taxi that learns to fetch passengers: deep Q-learning with a network that leaves any device idle.
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

    /// When a training is over; nil for no limit.
    package struct Limits: Sendable {
        package var environmentSteps: Int?
        /// Of training, evaluations included.
        package var seconds: Double?
        /// Whether a training ends as soon as no policy scores more.
        package var endsWhenExact = true

        package init() {}
    }

    /// What every training of a taxi is asked.
    package struct Options: Sendable {
        package var variant = TaxiVariant()
        package var limits = Limits()
        package var seed: UInt64 = 0
        /// Updates from one evaluation to the next; nil for none on the way.
        package var evaluateEvery: Int?
        /// The file with everything that is needed to go on, written whenever the driving has become better, at most
        /// every few seconds, and at the end; nil for none.
        package var checkpoint: String?
        /// A checkpoint from which the training goes on.
        package var resume: String?

        package init() {}
    }
}
