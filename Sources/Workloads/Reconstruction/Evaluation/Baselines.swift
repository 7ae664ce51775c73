import HeadroomTorch

/// What can be reached without a model, which any reconstruction has to be compared with.
///
/// Tatarchenko et al. 2019 (arXiv 1905.03678) found networks no better than retrieval.
struct Baselines {
    /// The mean volume of the training shapes, at the threshold that is best in validation.
    var meanShape: Overlap
    /// The mean volume of the training shapes of the right class, which a picture does not tell; of all shapes for a
    /// class that is in the test only.
    var classMean: Overlap
    /// The training shape whose picture is nearest.
    var imageNearest: Overlap
    /// The training shape that overlaps most: the upper bound of every retrieval.
    var oracleNearest: Overlap

    init(training: ViewDataset, validation: ViewDataset, test: ViewDataset) throws(TorchError) {
        let shapes = (try PackedVolumes(training.volumes), try PackedVolumes(test.volumes))
        let checked = try PackedVolumes(validation.volumes)

        /// Overlaps with the mean of some training shapes, at the threshold that is best for the same validation shapes.
        func overlaps(withMeanOf kind: String?) throws(TorchError) -> [Int: Double] {
            func members(_ data: ViewDataset) -> [Int] {
                data.classes.indices.filter { kind == nil || data.classes[$0] == kind }
            }
            let mean = try training.meanVolume(of: members(training))[...]
            // A small class of a folder may not be in the validation.
            let ofClass = members(validation)
            let checkedShapes = ofClass.isEmpty ? Array(validation.classes.indices) : ofClass
            let threshold = ThresholdSearch.best { threshold in
                checkedShapes.reduce(0) {
                    $0 + checked.intersectionOverUnion($1, with: mean, threshold: threshold)
                }
            }
            return Dictionary(
                uniqueKeysWithValues: members(test).map {
                    ($0, shapes.1.intersectionOverUnion($0, with: mean, threshold: threshold))
                }
            )
        }
        let mean = try overlaps(withMeanOf: nil)
        var byClass: [Int: Double] = [:]
        for kind in Set(test.classes).intersection(training.classes) {
            byClass.merge(try overlaps(withMeanOf: kind)) { first, _ in first }
        }

        func overlap(_ value: (Int) -> Double) -> Overlap {
            Overlap(values: (0..<test.shapeCount).map(value), classes: test.classes)
        }
        meanShape = overlap { mean[$0] ?? 0 }
        classMean = overlap { byClass[$0] ?? mean[$0] ?? 0 }
        let nearest = try Self.nearestPictures(test, in: training)
        imageNearest = overlap { shapes.1.intersectionOverUnion($0, with: shapes.0, nearest[$0]) }
        oracleNearest = overlap { shapes.1.nearest($0, in: shapes.0).overlap }
    }

    /// For the first picture of each shape, the training shape with the nearest picture: by the squared distance of the
    /// pixels at a quarter of the resolution.
    static func nearestPictures(_ test: ViewDataset, in training: ViewDataset) throws(TorchError) -> [Int] {
        func small(_ images: Tensor) throws(TorchError) -> Tensor {
            try AveragePool2d(kernel: 4)(images.to(.float32) / 255).flatten(from: 1)
        }
        let library = try small(training.images)
        let norms = try (library * library).sum(dimension: 1)
        return try (0..<test.shapeCount).map { index throws(TorchError) in
            let picture = try small(test.images.narrow(dimension: 0, start: index * test.viewsPerShape, length: 1))
            let distances = try norms - 2 * library.matmul(picture.flatten())
            return Int(try distances.argmin(dimension: 0).item()) / training.viewsPerShape
        }
    }
}
