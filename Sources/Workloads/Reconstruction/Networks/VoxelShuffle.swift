import HeadroomTorch

/// Doubles the resolution of a volume: eight channels become the eight cells that a cell is divided into.
///
/// The pixel shuffle of Shi et al. 2016 (arXiv 1609.05158) in three dimensions: `[batch, 8 * channels, depth, height,
/// width]` to `[batch, channels, 2 * depth, 2 * height, 2 * width]`.
final class VoxelShuffle: Module, Layer {
    func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        let shape = input.shape
        let (channels, depth, height, width) = (shape[1] / 8, shape[2], shape[3], shape[4])
        return try input.reshape([shape[0], channels, 2, 2, 2, depth, height, width])
            .permute([0, 1, 5, 2, 6, 3, 7, 4])
            .reshape([shape[0], channels, 2 * depth, 2 * height, 2 * width])
    }
}
