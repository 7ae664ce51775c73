import ArgumentParser
import HeadroomCommandLine

/// The command `headroom reconstruct`.
struct Reconstruct: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "headroom reconstruct",
        abstract: "Reconstruct an object from pictures of it, or evaluate a model that does.",
        version: Version.current,
        subcommands: [
            ReconstructPictures.self, DrawShapes.self, ReconstructionData.self, EvaluateReconstruction.self,
            BundleModel.self,
        ],
        defaultSubcommand: ReconstructPictures.self
    )
}
