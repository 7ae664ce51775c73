import ArgumentParser
import HeadroomCommandLine
import HeadroomScenes
import HeadroomTorch

/// The command `headroom scenes mesh`.
struct MeshScene: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mesh",
        abstract: "Write the surface of a scene with its colors, for other programs."
    )

    @Argument(help: "The index of the trajectory, from 0.")
    var trajectory: Int

    @Option(
        name: [.customShort("o"), .long],
        help: "The file to write: .glb, .obj or .ply have colors, .off and .stl not."
    )
    var output: String

    @Option(help: ArgumentHelp("Cells on each side of the scene's cube.", valueName: "n"))
    var resolution = 96

    @Option(help: "Density from which a point is inside, per unit of the scene (default: half of the light in 10 cm).")
    var threshold: Double?

    @OptionGroup var model: ModelOption

    /// Frames along the path whose cameras decide what was seen.
    private static let (views, size) = (16, 48)

    func validate() throws {
        guard (8...512).contains(resolution) else {
            throw ValidationError("--resolution takes a whole number from 8 to 512.")
        }
        if let threshold, !(threshold > 0) { throw ValidationError("--threshold takes a number above 0.") }
    }

    func run() throws {
        _ = try MeshFormat(named: output)
        try OutputFile.check(output)
        let trained = try model.load()
        let latents = try trained.latents(of: trajectory)
        let camera = trained.metadata.camera.scaled(width: Self.size, height: Self.size)
        let flight = try FlyThrough(
            trained,
            scene: latents.scene,
            path: latents.path,
            camera: camera,
            count: Self.views
        )
        let surface = try SceneSurface(trained, scene: latents.scene)
        let mesh = try surface.mesh(
            resolution: resolution,
            threshold: threshold ?? surface.defaultThreshold,
            seenBy: flight
        )
        try mesh.write(to: output)
        try StandardStream.output(
            "\(mesh.triangles.count) triangles of \(mesh.vertices.count) colored points are in \(output)\n"
        )
    }
}
