package import HeadroomTorch

/// From a latent vector to the occupancy of the cells of a volume.
package protocol VolumeDecoder: Module {
    /// - Parameter latent: `[batch, latentWidth]`.
    /// - Returns: logits of occupancy at the resolution of the training, `[batch, 1, depth, height, width]`.
    func callAsFunction(_ latent: Tensor) throws(TorchError) -> Tensor
}

extension NetworkSettings {
    /// A decoder of latent vectors.
    func volumeDecoder(latentWidth: Int) throws(TorchError) -> any VolumeDecoder {
        output == .implicit
            ? try ImplicitDecoder(latentWidth: latentWidth, resolution: resolution)
            : try VolumeGenerator(
                latentWidth: latentWidth,
                normalization: volumeNormalization,
                resolution: resolution
            )
    }
}
