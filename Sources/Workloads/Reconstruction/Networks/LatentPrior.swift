package import HeadroomTorch

/// A Gaussian fitted to the posterior means of training pictures, from which new latent vectors are drawn.
///
/// The standard normal distribution is the wrong prior where the divergence has a small weight: the means then spread
/// farther than 1.
package final class LatentPrior: Module {
    /// `[width]`.
    @Buffer var mean: Tensor
    /// Lower triangular, its product with its transpose is the covariance: `[width, width]`.
    @Buffer var factor: Tensor

    init(width: Int) throws(TorchError) {
        mean = try .zeros([width])
        factor = try Operators.eye(.integer(width))
    }

    /// - Parameter means: `[samples, width]`, more samples than dimensions.
    package func fit(_ means: Tensor) throws(TorchError) {
        let center = try means.mean(dimension: 0)
        let rest = try means - center
        let covariance = try rest.transpose(0, 1).matmul(rest) / Double(means.shape[0] - 1)
        // Dimensions that the posterior does not use have almost no variance.
        let width = means.shape[1]
        let floor = try Operators.eye(.integer(width)).to(device: means.device) * 1e-6
        try mean.copy(from: center)
        try factor.copy(from: Operators.cholesky(.tensor(covariance + floor)))
    }

    /// Draws latent vectors, `[count, width]`.
    package func sample(_ count: Int) throws(TorchError) -> Tensor {
        try mean + Tensor.randn([count, mean.shape[0]], device: mean.device).matmul(factor.transpose(0, 1))
    }

    private enum Operators {
        static let eye = Operator("aten::eye")
        static let cholesky = Operator("aten::linalg_cholesky")
    }
}
