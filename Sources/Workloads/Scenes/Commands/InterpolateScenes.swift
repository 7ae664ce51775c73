import ArgumentParser
import HeadroomCommandLine
import HeadroomScenes
import HeadroomTorch

/// The command `headroom scenes interpolate`.
struct InterpolateScenes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interpolate",
        abstract: "Show the scenes between two trajectories, from left to right."
    )

    @Argument(help: "The index of the first trajectory, from 0.")
    var first: Int

    @Argument(help: "The index of the last one.")
    var last: Int

    @Option(name: [.customShort("o"), .long], help: "The moving picture to write (animated .png).")
    var output: String

    @Option(help: ArgumentHelp("Scenes from the first to the last.", valueName: "n"))
    var steps = 7

    @OptionGroup var model: ModelOption
    @OptionGroup var view: FrameOptions

    func validate() throws {
        guard (2...100).contains(steps) else { throw ValidationError("--steps takes a whole number from 2 to 100.") }
    }

    func run() throws {
        try OutputFile.check(output)
        let trained = try model.load()
        let latents = try [first, last].map { index in
            let parts = try trained.latents(of: index)
            return try Tensor.concatenate([parts.scene, parts.path], dimension: 1)
        }
        let flights = try (0..<steps).map { step in
            let share = Double(step) / Double(steps - 1)
            let between =
                try latents[0] * (1 - share) + latents[1] * share
            let parts = try TrajectoryLatents.parts(between)
            return try FlyThrough(
                trained,
                scene: parts.scene,
                path: parts.path,
                camera: view.camera(of: trained),
                count: view.frames
            )
        }
        let frames = (0..<view.frames).map { frame in Image(row: flights.map { $0.frames[frame].image }) }
        try AnimatedPNG.write(frames, milliseconds: 80, to: output)
        try StandardStream.output("\(steps) scenes are in \(output)\n")
    }
}

extension Image {
    /// Pictures of one size side by side.
    fileprivate init(row pictures: [Image]) {
        let (width, height) = (pictures[0].width, pictures[0].height)
        self.init(width: width * pictures.count, height: height)
        for (index, picture) in pictures.enumerated() {
            for row in 0..<height {
                let place = 3 * (row * self.width + index * width)
                bytes.replaceSubrange(
                    place..<place + 3 * width,
                    with: picture.bytes[3 * row * width..<3 * (row + 1) * width]
                )
            }
        }
    }
}
