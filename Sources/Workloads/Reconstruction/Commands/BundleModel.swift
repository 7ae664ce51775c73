import ArgumentParser
import HeadroomCommandLine
import HeadroomTorch
import HeadroomTraining

/// The command `headroom reconstruct bundle`.
struct BundleModel: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle",
        abstract: "Write only the networks that reconstruct, without those and the state that only a training needs.",
        discussion: "The bundle gives the same reconstructions to the bit. A training cannot go on from it."
    )

    @Option(help: "The model, as written by 'headroom train reconstruction'.")
    var checkpoint = "\(Reconstruction.name).safetensors"

    @Option(name: [.customShort("o"), .long], help: "The file to write (.safetensors).")
    var output: String

    func run() throws {
        try OutputFile.check(output)
        try EngineLibrary.load()
        let model: Module
        if let trained = try TrainedSurface(path: checkpoint) {
            try trained.writeBundle(to: output)
            model = trained.model
        } else {
            let trained = try TrainedModel(path: checkpoint)
            try trained.writeBundle(to: output)
            model = trained.model
        }
        try StandardStream.output("\(model.parameterCount) parameters are in \(output)\n")
    }
}
