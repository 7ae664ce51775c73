package import ArgumentParser
package import HeadroomSchema
import HeadroomTraining

/// Generation of scenes with a camera path through them.
///
/// GAUDI: A Neural Architect for Immersive 3D Scene Generation, Bautista et al. 2022, arXiv 2207.13751.
package enum SceneGeneration: Workload {
    package static let name = "scenes"
    package static let summary = "Learn scenes and camera paths from trajectories of pictures, and generate new ones."
    package static let defaultBatchSize = 8
    /// Learning rate of the decoders for the default batch size.
    package static let defaultLearningRate = 0.008
    package static let trainingArguments = [
        "--batch-size", "{batch}", "--learning-rate", "{lr}", "--epochs", "{epochs}", "--seed", "{seed}",
    ]
    package static let options = WorkloadDescription.Options(
        evaluateEvery: "--evaluate-every",
        warmupSteps: nil,
        checkpoint: "--checkpoint"
    )
    package static let axes = [
        WorkloadDescription.Axis(name: "scenes", option: "--batch-size", usual: defaultBatchSize),
        WorkloadDescription.Axis(name: "rays", option: "--rays", usual: SceneTraining.Options().rays),
        WorkloadDescription.Axis(name: "samples", option: "--samples", usual: SceneTraining.Options().samples),
    ]
    package static var trainCommand: any ParsableCommand.Type { TrainScenes.self }
    /// `headroom scenes`.
    package static var scenesCommand: any ParsableCommand.Type { Scenes.self }
}
