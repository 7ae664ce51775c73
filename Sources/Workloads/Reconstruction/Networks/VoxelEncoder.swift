package import HeadroomTorch

/// From a volume to the posterior of a latent vector, in training only: the mirror image of the generator.
package final class VoxelEncoder: Module {
    let layers: Sequential

    /// - Parameter resolution: cells on each side of the volumes.
    package init(
        latentWidth: Int,
        normalization: Normalization,
        resolution: Int = VolumeGenerator.resolution
    ) throws(TorchError) {
        let reduction = try VolumeReduction.layers(resolution)
        let encoder: [any Layer] = [
            // [batch, 1 or 8, 32, 32, 32]
            try Conv3d(VolumeReduction.channels(resolution), 16, kernel: 4, stride: 2, padding: 1),
            try normalization.layer(16),
            LeakyReLU(slope: 0.2),
            // [batch, 16, 16, 16, 16]
            try Conv3d(16, 24, kernel: 4, stride: 2, padding: 1),
            try normalization.layer(24),
            LeakyReLU(slope: 0.2),
            // [batch, 24, 8, 8, 8]
            try Conv3d(24, 64, kernel: 4, stride: 2, padding: 1),
            try normalization.layer(64),
            LeakyReLU(slope: 0.2),
            // [batch, 64, 4, 4, 4]
            Flatten(),
            try Linear(64 * 4 * 4 * 4, 2 * latentWidth),
        ]
        layers = Sequential(reduction + encoder)
    }

    /// - Parameter volumes: `[batch, 1, resolution, resolution, resolution]`, 0 or 1.
    package func callAsFunction(_ volumes: Tensor) throws(TorchError) -> LatentPosterior {
        try LatentPosterior(layers(volumes))
    }
}
