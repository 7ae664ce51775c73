import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomNumerics
import HeadroomScenes

/// The command `headroom reconstruct draw`.
struct DrawShapes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "draw",
        abstract: "Draw pictures of shapes that no model is trained on, each with its true surface as GLB."
    )

    @Option(name: [.customShort("o"), .long], help: "The folder to write to.")
    var output: String

    @Option(
        parsing: .upToNextOption,
        help: "The classes of the shapes."
    )
    var classes = ObjectClass.basic

    @Option(
        help: ArgumentHelp(
            "Draw meshes of a folder, of those for the test, in place of --classes.",
            valueName: "folder"
        )
    )
    var data: String?

    @Option(help: "The frame of the true surfaces: the object's own, or turned so that the camera is in front.")
    var frame = ShapeFrame.object

    @Option(help: ArgumentHelp("Shapes, of all classes in turn.", valueName: "n"))
    var shapes = 4

    @Option(help: ArgumentHelp("Pictures of each shape, from cameras around it.", valueName: "n"))
    var views = 3

    @Option(help: ArgumentHelp("Pixels on each side.", valueName: "n"))
    var size = 256

    @Option(help: "The background: uniform or clutter.")
    var background = Background.uniform

    func validate() throws {
        for (name, value, range) in [
            ("--shapes", shapes, 1...1000), ("--views", views, 1...360), ("--size", size, 16...4096),
        ] where !range.contains(value) {
            throw ValidationError("\(name) takes a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
    }

    func run() throws {
        try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
        var generator = SeededGenerator(seed: 0, purpose: "draw")
        let sources = try sources()
        for (index, source) in sources.enumerated() {
            guard let shape = try source.drawable() else {
                throw CommandFailure(
                    "\(data ?? "") has pictures, and no meshes to draw from any side",
                    exitCode: .wrongUsage
                )
            }
            try draw(shape, "\(output)/\(shape.className)-\(index + 1)", &generator)
        }
        try StandardStream.output("\(sources.count * views) pictures of \(sources.count) shapes are in \(output)\n")
    }

    private func sources() throws -> [ShapeSource] {
        guard let data else { return ShapeSplit.test.shapes(shapes, of: classes).map { .object($0) } }
        return try DataFolder(data).shapes(.test, atMost: shapes)
    }

    /// Draws a shape from around, with its true surface; in the frame of the view each picture has one of its own.
    private func draw(_ shape: some DrawableShape, _ name: String, _ generator: inout SeededGenerator) throws {
        for view in 0..<views {
            let azimuth = Angle.degrees(35 + 360 * Double(view) / Double(views))
            let isTurned = frame == .view
            let seen = isTurned ? shape.facing(azimuth) : shape
            let camera = Camera(azimuth: isTurned ? .degrees(0) : azimuth, elevation: .degrees(25))
            let image = seen.picture(camera, size: size, background, using: &generator)
            try image.writePNG(to: "\(name)-\(view + 1).png")
            if isTurned { try Self.surface(seen).write(to: "\(name)-\(view + 1).glb") }
        }
        if frame == .object { try Self.surface(shape).write(to: "\(name).glb") }
    }

    private static func surface(_ shape: some DrawableShape) -> Mesh {
        shape.volume(resolution: 64).surface
    }
}

extension Background: ExpressibleByArgument {}
