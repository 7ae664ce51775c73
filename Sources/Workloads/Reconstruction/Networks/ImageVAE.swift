package import HeadroomTorch

/// A variational autoencoder from pictures to volumes.
///
/// It is what is left of a 3D-VAE-GAN (Wu et al. 2016) at test time.
package final class ImageVAE: Module {
    package let imageEncoder: ImageEncoder
    package let generator: VolumeGenerator
    package let prior: LatentPrior

    package static let latentWidth = 64

    package init(_ normalization: Normalization) throws(TorchError) {
        imageEncoder = try ImageEncoder(latentWidth: Self.latentWidth, normalization: normalization)
        generator = try VolumeGenerator(latentWidth: Self.latentWidth, normalization: normalization)
        prior = try LatentPrior(width: Self.latentWidth)
    }

    /// Fits the prior to pictures, `[samples, views, 3, 64, 64]` from 0 to 1.
    package func fitPrior(_ views: Tensor) throws(TorchError) {
        try withoutGradients { () throws(TorchError) in try prior.fit(imageEncoder(views).mean) }
    }

    /// Draws shapes: the probabilities of occupancy of their cells, `[count, 1, 32, 32, 32]`.
    package func sample(_ count: Int) throws(TorchError) -> Tensor {
        try withoutGradients { () throws(TorchError) in try generator(prior.sample(count)).sigmoid() }
    }

    /// The probability of occupancy of each cell, from one or several pictures of an object.
    ///
    /// - Parameter views: `[batch, views, 3, 64, 64]`, from 0 to 1.
    /// - Returns: `[batch, 1, 32, 32, 32]`.
    package func reconstruct(_ views: Tensor) throws(TorchError) -> Tensor {
        try generator(imageEncoder(views).mean).sigmoid()
    }
}
