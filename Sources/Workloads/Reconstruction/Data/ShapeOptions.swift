import ArgumentParser
import HeadroomScenes

/// The command line options of the shapes and their pictures.
struct ShapeOptions: ParsableArguments {
    @Option(
        parsing: .upToNextOption,
        help: "The classes of the shapes."
    )
    var classes = ObjectClass.basic

    @Option(help: ArgumentHelp("Shapes to train on; validation and test have others.", valueName: "n"))
    var shapes = 1200

    @Option(help: ArgumentHelp("Pictures of each shape to train on.", valueName: "n"))
    var views = 4

    @Option(help: ArgumentHelp("Share of the pictures with a cluttered background.", valueName: "share"))
    var clutter = 0.0

    @Option(help: ArgumentHelp("Cells on each side of the volumes: 32, 64 or 128.", valueName: "n"))
    var resolution = VolumeGenerator.resolution

    func validate() throws {
        guard VolumeGenerator.resolutions.contains(resolution) else {
            throw ValidationError("--resolution takes 32, 64 or 128.")
        }
        for (name, value, most) in [("--shapes", shapes, 1_000_000), ("--views", views, 1000)]
        where !(1...most).contains(value) {
            throw ValidationError("\(name) takes a whole number from 1 to \(most).")
        }
        guard (0...1).contains(clutter) else { throw ValidationError("--clutter takes a number from 0 to 1.") }
    }

    var settings: ShapeSettings {
        var settings = ShapeSettings()
        // Each class once, in the order of the list of all.
        settings.classes = ObjectClass.allCases.filter(classes.contains)
        settings.shapes = shapes
        settings.views = views
        settings.clutter = clutter
        settings.resolution = resolution
        return settings
    }
}
