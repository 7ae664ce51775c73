import ArgumentParser
import HeadroomCommandLine
import HeadroomFormat
import HeadroomScenes
import HeadroomTorch

/// The command `headroom scenes reconstruct`.
struct ReconstructTrajectory: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconstruct",
        abstract: "Find the scene of a trajectory that a model was not trained on, and fly through it.",
        discussion: """
            The decoders stay as they are; the latent vectors are found that explain the pictures, depths and poses best. \
            Every fourth frame is left out and tells how good the scene is.
            """
    )

    @Argument(help: "The index of the trajectory, from 0: of --data, or of the rooms that are not for training.")
    var trajectory: Int

    @Option(name: [.customShort("o"), .long], help: "The moving picture to write (animated .png): colors and depths.")
    var output: String

    @Option(help: ArgumentHelp("A folder of trajectories (default: rooms that no model is trained on).", valueName: "folder"))
    var data: String?

    @Option(help: ArgumentHelp("Steps of the search, from each start.", valueName: "n"))
    var steps = Inversion().steps

    @Option(help: ArgumentHelp("Starts of the search, of which the best is kept.", valueName: "n"))
    var starts = Inversion().starts

    @OptionGroup var model: ModelOption
    @OptionGroup var view: FrameOptions

    func validate() throws {
        guard trajectory >= 0 else { throw ValidationError("The index of a trajectory is at least 0.") }
        for (name, value) in [("--steps", steps), ("--starts", starts)] where !(1...10_000).contains(value) {
            throw ValidationError("\(name) takes a whole number from 1 to 10000.")
        }
    }

    func run() throws {
        try OutputFile.check(output)
        let trained = try model.load()
        let dataset = try TrajectoryDataset([try chosen(trained)], trained.metadata.scale)
        var inversion = Inversion()
        (inversion.steps, inversion.starts) = (steps, starts)
        let found = try inversion(
            trained.model,
            dataset,
            trajectory: 0,
            renderer: SceneTraining.Options().renderer(trained.metadata.scale)
        )
        let quality = try trained.model.quality(of: found.scene, dataset, trained.renderer)
        let flight = try FlyThrough(
            trained,
            scene: found.scene,
            path: found.path,
            camera: view.camera(of: trained),
            count: view.frames
        )
        try flight.write(to: output)
        try StandardStream.output(
            """
            frames that the search did not use: \(Format.fixed(quality.heldOut.ratio, decimals: 2)) dB, a copy of the nearest \
            frame \(Format.fixed(quality.nearest.ratio, decimals: 2)) dB
            \(view.frames) frames are in \(output)

            """
        )
    }

    private func chosen(_ trained: TrainedScenes) throws -> Trajectory {
        var settings = trained.metadata.data
        guard let data else {
            guard settings.folder == nil else {
                throw CommandFailure("--data names the folder with the trajectory", exitCode: .wrongUsage)
            }
            return settings.otherTrajectory(trajectory)
        }
        (settings.folder, settings.rooms) = (TrajectoryOptions.absolute(data), trajectory + 1)
        let all = try settings.trajectories()
        guard all.count > trajectory else {
            throw CommandFailure(
                "there is no trajectory \(trajectory) in \(data), which has \(all.count)",
                exitCode: .wrongUsage
            )
        }
        return all[trajectory]
    }
}
