package import HeadroomTorch

/// A linear map that gives latent vectors zero mean and unit covariance, and its inverse.
package final class Whitening: Module {
    /// `[width]`.
    @Buffer var mean: Tensor
    /// From whitened vectors to latent vectors, and back: `[width, width]` each, applied from the right.
    @Buffer var coloring: Tensor
    @Buffer var whitening: Tensor
    /// Variance of the latent vectors along each whitened direction, where each component counts by its own standard
    /// deviation: 1 in the mean, `[width]`.
    @Buffer var variances: Tensor

    package init(width: Int) throws(TorchError) {
        mean = try .zeros([width])
        coloring = try Operators.eye(.integer(width))
        whitening = try Operators.eye(.integer(width))
        variances = try .ones([width])
    }

    /// - Parameter latents: `[samples, width]`.
    package func fit(_ latents: Tensor) throws(TorchError) {
        let center = try latents.mean(dimension: 0)
        let deviations = try latents.variance(dimensions: [0]).squareRoot().clamp(1e-6, nil).to(.float64)
        let rest = try (latents - center).to(.float64) / deviations
        let correlation = try rest.transpose(0, 1).matmul(rest) / Double(max(1, latents.shape[0] - 1))
        let (values, vectors) = try correlation.eigenvectors()
        // Fewer samples than dimensions leave directions without variance.
        let floor = try Swift.max(values.maximum().item() * 1e-4, 1e-12)
        let kept = try values.clamp(floor, nil)
        let spread = try kept.squareRoot()
        try mean.copy(from: center)
        try variances.copy(from: kept.to(.float32))
        try coloring.copy(
            from: (spread.unsqueeze(1) * vectors.transpose(0, 1) * deviations.unsqueeze(0)).to(.float32)
        )
        try whitening.copy(from: (vectors / deviations.unsqueeze(1) / spread.unsqueeze(0)).to(.float32))
    }

    /// `[samples, width]` to the same shape.
    package func whiten(_ latents: Tensor) throws(TorchError) -> Tensor { try (latents - mean).matmul(whitening) }

    /// The inverse of ``whiten(_:)``.
    package func color(_ whitened: Tensor) throws(TorchError) -> Tensor { try whitened.matmul(coloring) + mean }

    private enum Operators {
        static let eye = Operator("aten::eye")
    }
}
