import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomScenes

extension ObjectClass: ExpressibleByArgument {}
extension ShapeDivision: ExpressibleByArgument {}
extension ShapeFrame: ExpressibleByArgument {}

/// The command line options of the shapes and their pictures.
struct ShapeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Train on the shapes of a folder: ModelNet, ShapeNet, Pix3D, Occupancy Networks, or what 'headroom reconstruct data' "
                + "writes (default: shapes that are drawn).",
            valueName: "folder"
        )
    )
    var data: String?

    @Option(
        parsing: .upToNextOption,
        help: "The classes of the shapes that are drawn."
    )
    var classes = ObjectClass.basic

    @Option(
        name: .customLong("split"),
        help: ArgumentHelp(
            "What the test of the drawn shapes has: other shapes, combinations of features that are not trained on, or a "
                + "class that is not (lamps; else the last).",
            valueName: "split"
        )
    )
    var division = ShapeDivision.seeds

    @Option(help: "The frame of the volumes: the object's own, or turned so that the camera is in front.")
    var frame = ShapeFrame.object

    @Option(
        help: ArgumentHelp(
            "Shapes to train on; validation and test have others (default: 1200, or all of a folder).",
            valueName: "n"
        )
    )
    var shapes: Int?

    @Option(help: ArgumentHelp("Pictures of each shape to train on.", valueName: "n"))
    var views = 4

    @Option(help: ArgumentHelp("Share of the pictures with a cluttered background.", valueName: "share"))
    var clutter = 0.0

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "The least and the greatest elevation of the cameras, in degrees (default: 10 40).",
            valueName: "degrees"
        )
    )
    var elevations: [Double] = []

    @Option(help: ArgumentHelp("Cells on each side of the volumes: 32, 64 or 128.", valueName: "n"))
    var resolution = VolumeGenerator.resolution

    func validate() throws {
        guard VolumeGenerator.resolutions.contains(resolution) else {
            throw ValidationError("--resolution takes 32, 64 or 128.")
        }
        for (name, value, most) in [("--shapes", shapes ?? 1, 1_000_000), ("--views", views, 1000)]
        where !(1...most).contains(value) {
            throw ValidationError("\(name) takes a whole number from 1 to \(most).")
        }
        guard (0...1).contains(clutter) else { throw ValidationError("--clutter takes a number from 0 to 1.") }
        if !elevations.isEmpty {
            guard elevations.count == 2, elevations == elevations.sorted(),
                elevations.allSatisfy({ (-80...80).contains($0) })
            else { throw ValidationError("--elevations takes two numbers from -80 to 80, the smaller one first.") }
        }
        if data != nil, division != .seeds {
            throw ValidationError("--split is for shapes that are drawn; a folder has parts of its own.")
        }
        if division == .oneClass, Set(classes).count < 2 {
            throw ValidationError("--split ood-class needs at least two --classes, one of which is kept for the test.")
        }
    }

    /// - Throws: where the folder cannot be used.
    func settings() throws -> ShapeSettings {
        var settings = ShapeSettings()
        if let data {
            let folder = try DataFolder(Self.absolute(data))
            guard folder.isDrawable || frame == .object && clutter == 0 && elevations.isEmpty else {
                throw CommandFailure(
                    "--frame view, --clutter and --elevations need shapes that can be drawn from any side; \(data) has pictures",
                    exitCode: .wrongUsage
                )
            }
            settings = ShapeSettings(folder)
            settings.shapes = min(shapes ?? settings.shapes, settings.shapes)
        } else {
            // Each class once, in the order of the list of all.
            settings.classes = ObjectClass.allCases.filter(classes.contains)
            settings.division = division
            settings.shapes = shapes ?? settings.shapes
        }
        settings.frame = frame
        settings.views = views
        settings.clutter = clutter
        if elevations.count == 2 {
            (settings.lowestElevation, settings.highestElevation) = (elevations[0], elevations[1])
        }
        settings.resolution = resolution
        return settings
    }

    /// The same folder from wherever the model is used.
    static func absolute(_ path: String) -> String {
        var path = path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }
}
