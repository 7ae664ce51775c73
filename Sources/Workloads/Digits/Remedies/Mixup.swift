import HeadroomNumerics
package import HeadroomTorch
package import HeadroomTraining

/// Mixup: convex combinations of the images of a batch, and of their losses.
///
/// Zhang et al. 2018, arXiv 1710.09412: `x = share x_i + (1 - share) x_j`, with one share per batch, drawn from
/// Beta(alpha, alpha), and `j` a permutation of the batch. The losses are combined likewise (``Objective``), which
/// costs one more cross entropy, but not another pass through the model.
package struct Mixup {
    private let alpha: Double
    var generator: SeededGenerator

    /// Returns nil for an alpha of 0, which mixes nothing.
    package init?(alpha: Double, seed: UInt64) {
        guard alpha > 0 else { return nil }
        self.alpha = alpha
        generator = SeededGenerator(seed: seed, purpose: "mixup")
    }

    package mutating func callAsFunction(_ batch: TrainingBatch) throws(TorchError) -> TrainingBatch {
        let share = generator.symmetricBeta(alpha)
        let order = Array(0..<Int64(batch.images.shape[0])).shuffled(using: &generator)
        return try Mixup.mixed(batch, with: order, share: share)
    }

    /// Mixes each sample with the one at its place in `order`, whose weight is `1 - share`.
    package static func mixed(
        _ batch: TrainingBatch,
        with order: [Int64],
        share: Double
    ) throws(TorchError) -> TrainingBatch {
        let order = try Tensor(order, shape: [order.count], device: batch.images.device)
        let others = try batch.images.indexSelect(dimension: 0, indices: order)
        return TrainingBatch(
            images: try batch.images * share + others * (1 - share),
            labels: batch.labels,
            others: (labels: try batch.labels.indexSelect(dimension: 0, indices: order), share: 1 - share)
        )
    }
}
