package import HeadroomTorch

/// From a volume to the posterior of a latent vector, in training only: the mirror image of the generator.
package final class VoxelEncoder: Module {
    let layers: Sequential

    package init(latentWidth: Int, normalization: Normalization) throws(TorchError) {
        layers = try Sequential(
            // [batch, 1, 32, 32, 32]
            Conv3d(1, 16, kernel: 4, stride: 2, padding: 1),
            normalization.layer(16),
            LeakyReLU(slope: 0.2),
            // [batch, 16, 16, 16, 16]
            Conv3d(16, 24, kernel: 4, stride: 2, padding: 1),
            normalization.layer(24),
            LeakyReLU(slope: 0.2),
            // [batch, 24, 8, 8, 8]
            Conv3d(24, 64, kernel: 4, stride: 2, padding: 1),
            normalization.layer(64),
            LeakyReLU(slope: 0.2),
            // [batch, 64, 4, 4, 4]
            Flatten(),
            Linear(64 * 4 * 4 * 4, 2 * latentWidth)
        )
    }

    /// - Parameter volumes: `[batch, 1, 32, 32, 32]`, 0 or 1.
    package func callAsFunction(_ volumes: Tensor) throws(TorchError) -> LatentPosterior {
        try LatentPosterior(layers(volumes))
    }
}
