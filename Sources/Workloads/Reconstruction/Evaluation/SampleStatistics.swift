import HeadroomTorch

/// Shapes that a model draws, beside the training shapes: whether they are as full, and differ.
package struct SampleStatistics: Sendable {
    /// Mean occupancy of the samples, divided by that of the training shapes.
    package var occupancyRatio: Double
    /// Number of different training shapes among those that are nearest to a sample; of 100 samples.
    package var distinctNearest: Int
    /// Mean overlap of a sample with the nearest training shape: 1 for copies.
    package var nearestOverlap: Double

    static let count = 100

    init(_ model: ImageVAE, _ training: ViewDataset, threshold: Float) throws(TorchError) {
        try Engine.seed(0)
        var occupied: [UInt8] = []
        for _ in 0..<Self.count { occupied += try model.sample(1).floats().map { $0 >= threshold ? 1 : 0 } }
        let samples = try PackedVolumes(Tensor(occupied, shape: [Self.count] + training.volumes.shape[1...]))
        let shapes = try PackedVolumes(training.volumes)
        let nearest = (0..<samples.count).map { samples.nearest($0, in: shapes) }
        let trained = Double(shapes.occupiedCount) / Double(training.volumes.elementCount)
        occupancyRatio = Double(samples.occupiedCount) / Double(occupied.count) / trained
        distinctNearest = Set(nearest.map(\.index)).count
        nearestOverlap = nearest.reduce(0) { $0 + $1.overlap } / Double(Self.count)
    }
}
