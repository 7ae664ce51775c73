package import HeadroomTorch

/// From a latent vector to a volume: a linear layer and transposed convolutions.
///
/// The generator of 3D-GAN (Wu et al. 2016, arXiv 1610.07584), of a width for a CPU. Its last layer is a convolution of
/// one cell with a shuffle: a transposed convolution to one channel takes a third of the time of a step
/// (docs/measurements/reconstruction.md).
package final class VolumeGenerator: Module, VolumeDecoder {
    private let grid: Sequential
    private let features: Sequential
    private let cells: Sequential

    /// Cells on each side of the volume, and those of finer ones.
    package static let resolution = 32
    package static let resolutions = [32, 64, 128]
    /// Channels of the first grid.
    static let gridChannels = 64

    /// Channels of the features before the last layer, at half of the resolution.
    static func featureChannels(_ resolution: Int) -> Int { resolution == 32 ? 16 : 8 }

    /// - Parameters:
    ///   - normalization: of the hidden layers.
    ///   - resolution: one of ``resolutions``.
    package init(
        latentWidth: Int,
        normalization: Normalization,
        resolution: Int = VolumeGenerator.resolution
    ) throws(TorchError) {
        grid = try Sequential(
            // [batch, latentWidth]
            Linear(latentWidth, 64 * 4 * 4 * 4),
            Unflatten([64, 4, 4, 4]),
            normalization.layer(64),
            ReLU()
            // [batch, 64, 4, 4, 4]
        )
        var blocks: [any Layer] = [
            try ConvTranspose3d(64, 32, kernel: 4, stride: 2, padding: 1),
            try normalization.layer(32),
            ReLU(),
            // [batch, 32, 8, 8, 8]
            try ConvTranspose3d(32, 16, kernel: 4, stride: 2, padding: 1),
            try normalization.layer(16),
            ReLU(),
            // [batch, 16, 16, 16, 16]
        ]
        if resolution >= 64 {
            blocks += [
                try ConvTranspose3d(16, 8, kernel: 4, stride: 2, padding: 1),
                try normalization.layer(8),
                ReLU(),
                // [batch, 8, 32, 32, 32]
            ]
        }
        if resolution >= 128 {
            blocks += [
                try ConvTranspose3d(8, 8, kernel: 4, stride: 2, padding: 1),
                try normalization.layer(8),
                ReLU(),
                // [batch, 8, 64, 64, 64]
            ]
        }
        features = Sequential(blocks)
        cells = try Sequential(
            Conv3d(Self.featureChannels(resolution), 8, kernel: 1),
            VoxelShuffle()
            // [batch, 1, resolution, resolution, resolution]
        )
    }

    /// - Parameter latent: `[batch, latentWidth]`.
    /// - Returns: logits of occupancy, `[batch, 1, resolution, resolution, resolution]`.
    package func callAsFunction(_ latent: Tensor) throws(TorchError) -> Tensor { try cells(features(grid(latent))) }

    /// The volume of several latent vectors of each object, one for each picture.
    ///
    /// - Parameter latents: `[batch, views, latentWidth]`.
    func callAsFunction(_ latents: Tensor, mergedBy merger: ScoreMerger) throws(TorchError) -> Tensor {
        let features = try features(grid(latents.flatten(from: 0, through: 1)))
        return try merger(cells(features), features, views: latents.shape[1])
    }

    func callAsFunction(_ latents: Tensor, mergedBy merger: RecurrentMerger) throws(TorchError) -> Tensor {
        let grids = try grid(latents.flatten(from: 0, through: 1))
        return try cells(features(merger(grids.reshape([latents.shape[0], latents.shape[1]] + grids.shape[1...]))))
    }
}
