package import HeadroomScenes
package import HeadroomTorch

/// Which shapes and pictures a model is trained on, validated and tested with.
package struct ShapeSettings: Codable, Equatable, Sendable {
    package var classes = ObjectClass.basic
    /// Number of shapes to train on, and of pictures of each.
    package var shapes = 1200
    package var views = 4
    /// Share of the pictures with a cluttered background.
    package var clutter = 0.0
    /// Cells on each side of the volumes.
    package var resolution = VolumeGenerator.resolution

    package init() {}

    /// Number of shapes that the threshold is chosen on, and of those that results are of; of these, of the pictures.
    static let (validationShapes, testShapes, testViews) = (200, 200, 3)

    /// Number of samples to train on.
    var sampleCount: Int { shapes * views }

    package func training(seed: UInt64) throws(TorchError) -> ViewDataset {
        let objects = ShapeSplit.training.shapes(shapes, of: classes)
        return try ViewDataset(objects, viewsPerShape: views, clutter: clutter, resolution: resolution, seed: seed)
    }

    package func validation() throws(TorchError) -> ViewDataset {
        let objects = ShapeSplit.validation.shapes(Self.validationShapes, of: classes)
        return try ViewDataset(objects, viewsPerShape: 1, clutter: clutter, resolution: resolution, seed: 1)
    }

    package func test() throws(TorchError) -> ViewDataset {
        let objects = ShapeSplit.test.shapes(Self.testShapes, of: classes)
        return try ViewDataset(
            objects,
            viewsPerShape: Self.testViews,
            clutter: clutter,
            resolution: resolution,
            seed: 2
        )
    }
}
