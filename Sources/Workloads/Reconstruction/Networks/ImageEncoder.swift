package import HeadroomTorch

/// From a picture to the posterior of a latent vector: four convolutions of stride 2 and a linear layer.
package final class ImageEncoder: Module {
    let layers: Sequential

    /// Pixels on each side of a picture.
    package static let imageSize = 64

    /// - Parameters:
    ///   - channels: of the input: 3 for pictures, or those of sketches.
    ///   - normalization: of the hidden layers.
    package init(channels: Int = 3, latentWidth: Int, normalization: Normalization) throws(TorchError) {
        layers = try Sequential(
            // [batch, channels, 64, 64]
            Conv2d(channels, 16, kernel: 5, stride: 2, padding: 2),
            normalization.layer(16),
            ReLU(),
            // [batch, 16, 32, 32]
            Conv2d(16, 32, kernel: 3, stride: 2, padding: 1),
            normalization.layer(32),
            ReLU(),
            // [batch, 32, 16, 16]
            Conv2d(32, 64, kernel: 3, stride: 2, padding: 1),
            normalization.layer(64),
            ReLU(),
            // [batch, 64, 8, 8]
            Conv2d(64, 128, kernel: 3, stride: 2, padding: 1),
            normalization.layer(128),
            ReLU(),
            // [batch, 128, 4, 4]
            Flatten(),
            Linear(128 * 4 * 4, 2 * latentWidth)
        )
    }

    /// The posterior of an object from one or several pictures, in any order: of the mean of their parameters.
    ///
    /// - Parameter views: `[batch, views, channels, 64, 64]`, from 0 to 1.
    package func callAsFunction(_ views: Tensor) throws(TorchError) -> LatentPosterior {
        try LatentPosterior(parameters(views).mean(dimension: 1))
    }

    /// The parameters of the posterior of each picture, `[batch, views, 2 * latentWidth]`.
    func parameters(_ views: Tensor) throws(TorchError) -> Tensor {
        try layers(views.flatten(from: 0, through: 1)).reshape([views.shape[0], views.shape[1], -1])
    }
}
