package import HeadroomTorch

/// A variational autoencoder from pictures to volumes.
///
/// It is what is left of a 3D-VAE-GAN (Wu et al. 2016) at test time.
package final class ImageVAE: Module {
    /// nil for the direct path from pictures to latent vectors.
    private let sketcher: SketchNetwork?
    package let encoder: ImageEncoder
    package let generator: any VolumeDecoder
    private let scoreMerger: ScoreMerger?
    private let recurrentMerger: RecurrentMerger?
    package let prior: LatentPrior

    package static let latentWidth = 64

    package init(_ settings: NetworkSettings) throws(TorchError) {
        sketcher = settings.hasSketches ? try SketchNetwork(normalization: settings.imageNormalization) : nil
        encoder = try ImageEncoder(
            channels: settings.hasSketches ? SketchNetwork.channels : 3,
            latentWidth: Self.latentWidth,
            normalization: settings.imageNormalization
        )
        generator = try settings.volumeDecoder(latentWidth: Self.latentWidth)
        scoreMerger =
            settings.merging == .scores
            ? try ScoreMerger(channels: VolumeGenerator.featureChannels(settings.resolution)) : nil
        recurrentMerger =
            settings.merging == .recurrent ? try RecurrentMerger(channels: VolumeGenerator.gridChannels) : nil
        prior = try LatentPrior(width: Self.latentWidth)
    }

    /// The volume of objects from pictures.
    package struct Output {
        /// Of occupancy, `[batch, 1, resolution, resolution, resolution]`.
        package let logits: Tensor
        /// Of all pictures of an object.
        package let posterior: LatentPosterior
        /// Logits of the sketches of the pictures, `[batch * views, 5, 32, 32]`; nil on the direct path.
        package let sketches: Tensor?
    }

    /// The volume of an object from one or several pictures of it; in training, of a draw from the posterior.
    ///
    /// - Parameter views: `[batch, views, 3, 64, 64]`, from 0 to 1.
    package func callAsFunction(_ views: Tensor) throws(TorchError) -> Output {
        let (parameters, sketches) = try parameters(views)
        let posterior = try LatentPosterior(parameters.mean(dimension: 1))
        let logits: Tensor
        if let scoreMerger, let generator = generator as? VolumeGenerator {
            logits = try generator(latents(parameters), mergedBy: scoreMerger)
        } else if let recurrentMerger, let generator = generator as? VolumeGenerator {
            logits = try generator(latents(parameters), mergedBy: recurrentMerger)
        } else {
            logits = try generator(draw(posterior))
        }
        return Output(logits: logits, posterior: posterior, sketches: sketches)
    }

    /// The posterior of objects from one or several pictures of each, in any order.
    ///
    /// - Parameter views: `[batch, views, 3, 64, 64]`, from 0 to 1.
    package func posterior(_ views: Tensor) throws(TorchError) -> LatentPosterior {
        try LatentPosterior(parameters(views).latent.mean(dimension: 1))
    }

    /// The parameters of the posterior of each picture, `[batch, views, 2 * latentWidth]`, and the logits of its sketch.
    private func parameters(_ views: Tensor) throws(TorchError) -> (latent: Tensor, sketches: Tensor?) {
        guard let sketcher else { return (try encoder.parameters(views), nil) }
        let sketches = try sketcher(views.flatten(from: 0, through: 1))
        let size = ImageEncoder.imageSize
        let inputs = try sketches.sigmoid().resized(to: [size, size], .nearest)
        return (
            try encoder.parameters(inputs.reshape([views.shape[0], views.shape[1]] + inputs.shape[1...])), sketches
        )
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
        try withoutGradients { () throws(TorchError) in try prior.fit(posterior(views).mean) }
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
            return try implicit.volume(posterior(views).mean, resolution: resolution).sigmoid()
        }
        let volume = try reconstruct(views)
        if volume.shape[4] == resolution { return volume }
        return try volume.resized(to: [resolution, resolution, resolution], .linear)
    }
}
