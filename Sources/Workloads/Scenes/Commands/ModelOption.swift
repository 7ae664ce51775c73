import ArgumentParser
import HeadroomTraining

/// The command line option of a trained model.
struct ModelOption: ParsableArguments {
    @Option(help: "The model, as written by 'headroom train scenes'.")
    var checkpoint = "\(SceneGeneration.name).safetensors"

    /// Loads the tensor library and the model.
    func load() throws -> TrainedScenes {
        try EngineLibrary.load()
        return try TrainedScenes(path: checkpoint)
    }
}
