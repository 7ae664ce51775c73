import ArgumentParser
import HeadroomScenes
import HeadroomTorch

/// The command line options of the shapes and their pictures.
struct ShapeOptions: ParsableArguments {
    @Option(
        parsing: .upToNextOption,
        help: "The classes of the shapes: \(ObjectClass.allCases.map(\.rawValue).joined(separator: ", "))."
    )
    var classes = ObjectClass.basic

    @Option(help: ArgumentHelp("Shapes to train on; validation and test have others.", valueName: "n"))
    var shapes = 1200

    @Option(help: ArgumentHelp("Pictures of each shape to train on.", valueName: "n"))
    var views = 6

    @Option(help: ArgumentHelp("Share of the pictures with a cluttered background.", valueName: "share"))
    var clutter = 0.0

    func validate() throws {
        for (name, value) in [("--shapes", shapes), ("--views", views)] where value < 1 {
            throw ValidationError("\(name) takes a whole number of at least 1.")
        }
        guard (0...1).contains(clutter) else { throw ValidationError("--clutter takes a number from 0 to 1.") }
        guard !classes.isEmpty else { throw ValidationError("--classes takes at least one class.") }
    }

    /// Number of samples to train on.
    var sampleCount: Int { shapes * views }

    /// Settings that a resumed training must have, by their names on the command line.
    var settings: [String: String] {
        [
            "--classes": classes.map(\.rawValue).joined(separator: " "), "--shapes": String(shapes),
            "--views": String(views), "--clutter": String(clutter),
        ]
    }

    /// Number of shapes that the loss and the threshold are validated on, and number of those that results are of.
    private static let (validationShapes, testShapes) = (200, 200)

    /// Shapes that results are of, with three pictures each.
    func test() throws(TorchError) -> ViewDataset {
        try ViewDataset(
            ShapeSplit.test.shapes(Self.testShapes, of: classes),
            viewsPerShape: 3,
            clutter: clutter,
            seed: 2
        )
    }

    func datasets(seed: UInt64) throws(TorchError) -> (training: ViewDataset, validation: ViewDataset) {
        (
            try ViewDataset(
                ShapeSplit.training.shapes(shapes, of: classes),
                viewsPerShape: views,
                clutter: clutter,
                seed: seed
            ),
            try ViewDataset(
                ShapeSplit.validation.shapes(Self.validationShapes, of: classes),
                viewsPerShape: 1,
                clutter: clutter,
                seed: seed ^ 1
            )
        )
    }
}
