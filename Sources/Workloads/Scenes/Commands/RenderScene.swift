import ArgumentParser
import HeadroomCommandLine
import HeadroomScenes
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

    @Option(
        help: ArgumentHelp(
            "Render what these cameras see: a list with Rt and K, as cameras.json of a folder that this command writes; "
                + "--frames has no effect then.",
            valueName: "file"
        )
    )
    var cameras: String?

    @Option(help: ArgumentHelp("The horizontal angle of view (default: that of the training).", valueName: "degrees"))
    var angle: Double?

    @Option(
        name: [.customShort("o"), .long],
        help: "What to write: a moving picture of colors and depths (animated .png), or a folder of frames (GSN)."
    )
    var output: String

    @Option(
        help: ArgumentHelp("Write a page to fly through the scene, complete in itself (.html).", valueName: "file")
    )
    var page: String?

    @OptionGroup var model: ModelOption
    @OptionGroup var view: FrameOptions

    func validate() throws {
        guard cameras == nil || path == nil else { throw ValidationError("Give --path or --cameras, not both.") }
        if let angle {
            guard (1...170).contains(angle) else { throw ValidationError("--angle takes degrees from 1 to 170.") }
        }
    }

    func run() throws {
        let isPicture = output.hasSuffix(".png")
        if isPicture { try OutputFile.check(output) } else { try TrajectoryOutput.requireEmpty(output) }
        if let page { try OutputFile.check(page) }
        let trained = try model.load()
        let scene = try trained.latents(of: trajectory).scene
        let flight = try FlyThrough(trained, scene: scene, views: views(trained))
        if isPicture { try flight.write(to: output) } else { try GSNTrajectory.write(flight.trajectory, to: output) }
        if let page {
            let scene = FlyThroughPage.Scene(title: "Trajectory \(trajectory)", flight: flight)
            try OutputFile.write(
                FlyThroughPage.render([scene], lead: "The scene of a trajectory of the training."),
                to: page
            )
        }
        try StandardStream.output("\(flight.frames.count) frames are in \(output)\n")
    }

    /// The cameras of the options.
    private func views(_ trained: TrainedScenes) throws -> [FlyThrough.View] {
        if let cameras {
            let views = try GSNTrajectory.poses(cameras)
            guard !views.isEmpty else { throw CommandFailure("\(cameras) has no cameras", exitCode: .wrongUsage) }
            return views.map { view in
                FlyThrough.View(
                    angled(view.camera.resized(width: self.view.size, height: self.view.size)),
                    trained.metadata.scale.inUnits(view.pose)
                )
            }
        }
        let path = try trained.latents(of: path ?? trajectory).path
        let camera = angled(view.camera(of: trained))
        return try trained.model.poseDecoder.poses(path, count: view.frames).map { FlyThrough.View(camera, $0) }
    }

    /// The camera with the angle of view of the options.
    private func angled(_ camera: Intrinsics) -> Intrinsics {
        angle.map { Intrinsics(width: camera.width, height: camera.height, fieldOfView: .degrees($0)) } ?? camera
    }
}
