package import HeadroomTorch

/// The mean and the logarithm of the variance of a diagonal Gaussian: the posterior of a latent vector.
package struct LatentPosterior {
    /// `[batch, width]`.
    package let mean: Tensor
    /// `[batch, width]`.
    package let logVariance: Tensor

    /// - Parameter parameters: both, `[batch, 2 * width]`.
    init(_ parameters: Tensor) throws(TorchError) {
        let width = parameters.shape[1] / 2
        mean = try parameters.narrow(dimension: 1, start: 0, length: width)
        logVariance = try parameters.narrow(dimension: 1, start: width, length: width).clamp(-12, 12)
    }

    /// A draw with the gradient of its parameters (Kingma and Welling 2014, section 2.4), `[batch, width]`.
    package func sample() throws(TorchError) -> Tensor {
        try mean + (logVariance * 0.5).exp() * Tensor.randn(mean.shape, device: mean.device)
    }

    /// Mean over batch and dimensions of the Kullback-Leibler divergence from the standard normal distribution, `[]`.
    package func divergence() throws(TorchError) -> Tensor {
        try ((mean * mean + logVariance.exp() - logVariance - 1) * 0.5).mean()
    }
}
