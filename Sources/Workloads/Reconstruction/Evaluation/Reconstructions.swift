package import HeadroomTorch

/// Probabilities of occupancy that a model gives for shapes, beside their volumes.
package struct Reconstructions {
    private let probabilities: [Float]
    private let volumes: PackedVolumes
    private let classes: [String]
    private let cells: Int

    /// - Parameters:
    ///   - views: number of pictures of each shape that the model is given.
    ///   - pictures: index of the shape whose pictures are used for a shape; itself but for a test of shuffled pairs.
    package init(
        _ model: ImageVAE,
        _ data: ViewDataset,
        views: Int,
        pictures: (Int) -> Int = { $0 },
        change: (Tensor) throws(TorchError) -> Tensor = { $0 }
    ) throws(TorchError) {
        volumes = try PackedVolumes(data.volumes)
        classes = data.classes
        cells = data.volumes.elementCount / data.shapeCount
        var probabilities: [Float] = []
        probabilities.reserveCapacity(data.shapeCount * cells)
        for shape in 0..<data.shapeCount {
            let source = pictures(shape)
            let images = try data.views(of: source..<source + 1).narrow(dimension: 1, start: 0, length: views)
            probabilities += try withoutGradients { () throws(TorchError) in
                try model.reconstruct(change(images)).floats()
            }
        }
        self.probabilities = probabilities
    }

    /// Overlaps with the shapes at a threshold.
    package func overlap(_ threshold: Float) -> Overlap {
        let values = classes.indices.map { index in
            let values = probabilities[index * cells..<(index + 1) * cells]
            return volumes.intersectionOverUnion(index, with: values, threshold: threshold)
        }
        return Overlap(values: values, classes: classes)
    }
}
