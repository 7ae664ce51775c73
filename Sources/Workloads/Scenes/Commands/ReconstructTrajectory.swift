import ArgumentParser
import HeadroomCommandLine
import HeadroomFormat
import HeadroomScenes
import HeadroomTorch
import HeadroomTraining

/// The command `headroom scenes reconstruct`.
struct ReconstructTrajectory: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconstruct",
        abstract: "Find the scene of a trajectory that a model was not trained on, and fly through it.",
        discussion: """
            The decoders stay as they are; the latent vectors are found that explain pictures, depths and poses best. \
            Every fourth frame is left out and shows how good the scene is.
            """
    )

    @Argument(help: "The index of the trajectory, from 0: in --data, or among the rooms that no model is trained on.")
    var trajectory: Int

    @Option(name: [.customShort("o"), .long], help: "The moving picture to write (animated .png): colors and depths.")
    var output: String

    @Option(help: ArgumentHelp("Steps of the search, from each start.", valueName: "n"))
    var steps = Inversion().steps

    @Option(help: ArgumentHelp("Starts of the search, of which the best is kept.", valueName: "n"))
    var starts = Inversion().starts

    @OptionGroup var others: OtherTrajectoryOptions
    @OptionGroup var model: ModelOption
    @OptionGroup var view: FrameOptions

    func validate() throws {
        guard (0..<100_000).contains(trajectory) else {
            throw ValidationError("The index of a trajectory is a whole number from 0 to 99999.")
        }
        for (name, value) in [("--steps", steps), ("--starts", starts)] where !(1...10_000).contains(value) {
            throw ValidationError("\(name) takes a whole number from 1 to 10000.")
        }
    }

    func run() throws {
        try OutputFile.check(output)
        let trained = try model.load()
        let recording = try others.trajectories(trajectory + 1, trained)[trajectory]
        let dataset = try TrajectoryDataset([recording], trained.metadata.scale)
        var inversion = Inversion()
        (inversion.steps, inversion.starts) = (steps, starts)
        let line = ProgressLine(isShown: true)
        var quality = OtherTrajectories()
        let found = try quality.add(dataset, trained, inversion) { line.show("\(ProgressLine.bar($0)) search") }
        line.finish()
        let flight = try FlyThrough(
            trained,
            scene: found.scene,
            path: found.path,
            camera: view.camera(of: trained),
            count: view.frames
        )
        try flight.write(to: output)
        func decibels(_ quality: FrameQuality) -> String { "\(Format.fixed(quality.ratio, decimals: 2)) dB" }
        try StandardStream.output(
            """
            frames that the search did not use: \(decibels(quality.frames)); a copy of the nearest frame \
            \(decibels(quality.baselines.nearestFrame)), the mean color \(decibels(quality.baselines.meanColor))
            \(view.frames) frames are in \(output)

            """
        )
    }
}
