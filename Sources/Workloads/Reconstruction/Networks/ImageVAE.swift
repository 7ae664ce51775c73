package import HeadroomTorch

/// A variational autoencoder from pictures to volumes.
///
/// It is what is left of a 3D-VAE-GAN (Wu et al. 2016) at test time.
package final class ImageVAE: Module {
    package let imageEncoder: ImageEncoder
    package let generator: any VolumeDecoder
    private let scoreMerger: ScoreMerger?
    private let recurrentMerger: RecurrentMerger?
    package let prior: LatentPrior

    package static let latentWidth = 64

    package init(_ settings: NetworkSettings) throws(TorchError) {
        imageEncoder = try ImageEncoder(latentWidth: Self.latentWidth, normalization: settings.imageNormalization)
        generator = try settings.volumeDecoder(latentWidth: Self.latentWidth)
        scoreMerger =
            settings.merging == .scores
            ? try ScoreMerger(channels: VolumeGenerator.featureChannels(settings.resolution)) : nil
        recurrentMerger =
            settings.merging == .recurrent ? try RecurrentMerger(channels: VolumeGenerator.gridChannels) : nil
        prior = try LatentPrior(width: Self.latentWidth)
    }

    /// The volume of an object from one or several pictures of it; in training, of a draw from the posterior.
    ///
    /// - Parameter views: `[batch, views, 3, 64, 64]`, from 0 to 1.
    /// - Returns: logits of occupancy, `[batch, 1, side, side, side]`, and the posterior of all pictures.
    package func callAsFunction(_ views: Tensor) throws(TorchError) -> (logits: Tensor, posterior: LatentPosterior) {
        let parameters = try imageEncoder.parameters(views)
        let posterior = try LatentPosterior(parameters.mean(dimension: 1))
        let logits: Tensor
        if let scoreMerger, let generator = generator as? VolumeGenerator {
            logits = try generator(latents(parameters), mergedBy: scoreMerger)
        } else if let recurrentMerger, let generator = generator as? VolumeGenerator {
            logits = try generator(latents(parameters), mergedBy: recurrentMerger)
        } else {
            logits = try generator(draw(posterior))
        }
        return (logits, posterior)
    }

    private func draw(_ posterior: LatentPosterior) throws(TorchError) -> Tensor {
        isTraining ? try posterior.sample() : posterior.mean
    }

    /// A latent vector of each picture, `[batch, views, latentWidth]`.
    private func latents(_ parameters: Tensor) throws(TorchError) -> Tensor {
        let each = try LatentPosterior(parameters.flatten(from: 0, through: 1))
        return try draw(each).reshape([parameters.shape[0], parameters.shape[1], -1])
    }

    /// Fits the prior to pictures, `[samples, views, 3, 64, 64]` from 0 to 1.
    package func fitPrior(_ views: Tensor) throws(TorchError) {
        try withoutGradients { () throws(TorchError) in try prior.fit(imageEncoder(views).mean) }
    }

    /// Draws shapes: the probabilities of occupancy of their cells, `[count, 1, side, side, side]`.
    package func sample(_ count: Int) throws(TorchError) -> Tensor {
        try withoutGradients { () throws(TorchError) in try generator(prior.sample(count)).sigmoid() }
    }

    /// The probability of occupancy of each cell, from one or several pictures of an object.
    ///
    /// - Parameter views: `[batch, views, 3, 64, 64]`, from 0 to 1.
    /// - Returns: `[batch, 1, side, side, side]`.
    package func reconstruct(_ views: Tensor) throws(TorchError) -> Tensor { try self(views).logits.sigmoid() }

    /// The same at a resolution: an implicit function is evaluated there, a volume is interpolated.
    package func reconstruct(_ views: Tensor, resolution: Int) throws(TorchError) -> Tensor {
        if let implicit = generator as? ImplicitDecoder {
            return try implicit.volume(imageEncoder(views).mean, resolution: resolution).sigmoid()
        }
        let volume = try reconstruct(views)
        if volume.shape[4] == resolution { return volume }
        return try volume.resized(to: [resolution, resolution, resolution], .linear)
    }
}
