import ArgumentParser
import HeadroomCommandLine
import HeadroomTorch

/// The command `headroom scenes render`.
struct RenderScene: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Fly through the scene of a trajectory that a model was trained on."
    )

    @Argument(help: "The index of the trajectory, from 0.")
    var trajectory: Int

    @Option(
        help: ArgumentHelp("Fly on the path of another trajectory (default: its own).", valueName: "trajectory")
    )
    var path: Int?

    @Option(name: [.customShort("o"), .long], help: "The moving picture to write (animated .png): colors and depths.")
    var output: String

    @OptionGroup var model: ModelOption
    @OptionGroup var view: FrameOptions

    func run() throws {
        try OutputFile.check(output)
        let trained = try model.load()
        let latents = trained.model.latents
        for index in [trajectory, path ?? trajectory] where !(0..<trained.metadata.trajectories).contains(index) {
            throw CommandFailure(
                "there is no trajectory \(index); the model has \(trained.metadata.trajectories), from 0",
                exitCode: .wrongUsage
            )
        }
        let flight = try FlyThrough(
            trained,
            scene: latents.scene.narrow(dimension: 0, start: trajectory, length: 1),
            path: latents.path.narrow(dimension: 0, start: path ?? trajectory, length: 1),
            camera: view.camera(of: trained),
            count: view.frames
        )
        try flight.write(to: output)
        try StandardStream.output("\(view.frames) frames are in \(output)\n")
    }
}
