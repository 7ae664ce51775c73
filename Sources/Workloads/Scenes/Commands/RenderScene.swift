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

    @Option(
        help: ArgumentHelp("Write a page to fly through the scene, complete in itself (.html).", valueName: "file")
    )
    var page: String?

    @OptionGroup var model: ModelOption
    @OptionGroup var view: FrameOptions

    func run() throws {
        try OutputFile.check(output)
        let trained = try model.load()
        let (scene, path) = (
            try trained.latents(of: trajectory).scene, try trained.latents(of: path ?? trajectory).path
        )
        let flight = try FlyThrough(
            trained,
            scene: scene,
            path: path,
            camera: view.camera(of: trained),
            count: view.frames
        )
        try flight.write(to: output)
        if let page {
            let scene = FlyThroughPage.Scene(title: "Trajectory \(trajectory)", flight: flight)
            try OutputFile.write(
                FlyThroughPage.render([scene], lead: "The scene of a trajectory of the training."),
                to: page
            )
        }
        try StandardStream.output("\(view.frames) frames are in \(output)\n")
    }
}
