import ArgumentParser
import HeadroomCommandLine
import HeadroomTraining

/// The command `headroom reconstruct data`.
struct ReconstructionData: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data",
        abstract: "Prepare objects that others made, divided for training, validation and test.",
        discussion: """
            pybullet: about 1,000 random objects that the package of this name carries. Objects that are nearly the same \
            come in one part, since a test would measure memory otherwise. They have no front: train with --frame view.
            """
    )

    /// Collections that are known.
    enum Collection: String, CaseIterable, ExpressibleByArgument {
        case pybullet
    }

    @Argument(help: "The collection.")
    var collection: Collection

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp("The folder to write to, for --data of a training.", valueName: "folder")
    )
    var output: String

    @Option(
        help: ArgumentHelp(
            "The folder pybullet_data of the package (default: what the launcher fetched).",
            valueName: "folder"
        )
    )
    var source: String?

    func run() throws {
        // What is left of another division would be used beside this one.
        guard FolderListing.names(output).isEmpty else {
            throw CommandFailure("\(output) is not empty", hint: "Name a new folder, or remove what is in it.")
        }
        let objects = try PybulletObjects(source ?? "\(DataHome.folder)/pybullet_data")
        try objects.write(to: output)
        try StandardStream.output(
            """
            \(objects.summary)the meshes are in \(output); to train on them: \
            headroom train \(Reconstruction.name) --data \(output) --frame view

            """
        )
    }
}
