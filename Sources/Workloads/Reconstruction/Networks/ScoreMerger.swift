import HeadroomTorch

/// Merges the reconstructions of several pictures: cell by cell, by a learned score of each.
///
/// The context-aware fusion of Pix2Vox (Xie et al. 2019, arXiv 1901.11153, section 3.2.3), on the features at half of the
/// resolution.
final class ScoreMerger: Module {
    private let scores: Sequential

    init(channels: Int) throws(TorchError) {
        scores = try Sequential(
            // [batch * views, channels, 16, 16, 16]
            Conv3d(channels, 8, kernel: 3, padding: 1),
            LeakyReLU(slope: 0.2),
            Conv3d(8, 8, kernel: 1),
            VoxelShuffle()
            // [batch * views, 1, 32, 32, 32]
        )
    }

    /// - Parameters:
    ///   - logits: of each picture, `[batch * views, 1, 32, 32, 32]`.
    ///   - features: `[batch * views, channels, 16, 16, 16]`.
    /// - Returns: `[batch, 1, 32, 32, 32]`.
    func callAsFunction(_ logits: Tensor, _ features: Tensor, views: Int) throws(TorchError) -> Tensor {
        let shape = [logits.shape[0] / views, views] + logits.shape[1...]
        let weights = try scores(features).reshape(shape).softmax(dimension: 1)
        return try (logits.reshape(shape) * weights).sum(dimension: 1)
    }
}
