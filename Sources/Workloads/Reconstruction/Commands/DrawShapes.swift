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
        for (index, shape) in ShapeSplit.test.shapes(shapes, of: classes).enumerated() {
            let name = "\(output)/\(shape.kind.rawValue)-\(index + 1)"
            for view in 0..<views {
                let azimuth = 35 + 360 * Double(view) / Double(views)
                let camera = Camera(azimuth: .degrees(azimuth), elevation: .degrees(25))
                let image = ObjectView(shape, camera, size: size).image(background, using: &generator)
                try image.writePNG(to: "\(name)-\(view + 1).png")
            }
            let cells = ObjectVolume(shape, resolution: 64).grid.cells
            let volume = ScalarGrid(resolution: 64, values: cells.map { $0 ? 1 : 0 })
            try volume.surface(atLeast: 0.5).write(to: "\(name).glb")
        }
        try StandardStream.output("\(shapes * views) pictures of \(shapes) shapes are in \(output)\n")
    }
}

extension Background: ExpressibleByArgument {}
