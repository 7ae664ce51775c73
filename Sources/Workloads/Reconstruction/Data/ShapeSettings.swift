package import HeadroomScenes

/// Which shapes and pictures a model is trained on, validated and tested with.
package struct ShapeSettings: Codable, Equatable, Sendable {
    /// The classes of shapes that are drawn, and how they are divided; not used with a folder.
    package var classes = ObjectClass.basic
    package var division = ShapeDivision.seeds
    /// The folder that the shapes are in; nil for shapes that are drawn.
    package var folder: Folder?
    package var frame = ShapeFrame.object
    /// Number of shapes to train on, and of pictures of each.
    package var shapes = 1200
    package var views = 4
    /// Share of the pictures with a cluttered background.
    package var clutter = 0.0
    /// Elevations of the cameras, in degrees.
    package var lowestElevation = ShapeViewing.defaultElevations.lowerBound
    package var highestElevation = ShapeViewing.defaultElevations.upperBound

    /// A folder of shapes, as a model remembers it.
    package struct Folder: Codable, Equatable, Sendable {
        /// Absolute.
        package var path: String
        /// ``DataFolder/fingerprint`` at the time of the training.
        package var fingerprint: String
        package var classes: [String]
    }
    /// Cells on each side of the volumes.
    package var resolution = VolumeGenerator.resolution

    package init() {}

    /// The settings for all shapes of a folder.
    package init(_ folder: DataFolder) {
        self.folder = Folder(path: folder.path, fingerprint: folder.fingerprint, classes: folder.classNames)
        shapes = folder.count(.training)
    }

    /// Number of shapes that the threshold is chosen on, and of those that results are of; of these, of the pictures.
    static let (validationShapes, testShapes, testViews) = (200, 200, 3)

    /// Number of samples to train on.
    var sampleCount: Int { shapes * views }

    package var classNames: [String] { folder?.classes ?? classes.map(\.rawValue) }

    private var viewing: ShapeViewing {
        ShapeViewing(
            frame: frame,
            clutter: clutter,
            elevations: lowestElevation...max(lowestElevation, highestElevation),
            resolution: resolution
        )
    }

    package func training(seed: UInt64) throws -> ViewDataset {
        var sources = try sources(.training, shapes)
        guard frame == .view else {
            return try ViewDataset(sources, viewsPerShape: views, viewing, seed: seed)
        }
        // Each picture has a volume of its own.
        sources = sources.flatMap { Array(repeating: $0, count: views) }
        return try ViewDataset(sources, viewsPerShape: 1, viewing, seed: seed)
    }

    package func validation() throws -> ViewDataset {
        try ViewDataset(sources(.validation, Self.validationShapes), viewsPerShape: 1, viewing, seed: 1)
    }

    package func test() throws -> ViewDataset {
        try ViewDataset(sources(.test, Self.testShapes), viewsPerShape: Self.testViews, viewing, seed: 2)
    }

    /// The first shapes of a part.
    ///
    /// - Throws: where the folder is not the one that the settings were made of, since what was trained on could then be
    ///   in the test.
    package func sources(_ split: ShapeSplit, _ count: Int) throws(SceneFileError) -> [ShapeSource] {
        guard let folder else { return split.shapes(count, of: classes, division).map { .object($0) } }
        let found = try DataFolder(folder.path)
        guard found.fingerprint == folder.fingerprint else {
            throw SceneFileError(
                "the shapes in \(folder.path) are not those that the model was trained with",
                hint: "Shapes were added, removed or moved. --data names another folder; or train again."
            )
        }
        return found.shapes(split, atMost: count)
    }
}
