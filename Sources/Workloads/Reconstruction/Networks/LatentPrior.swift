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

    package init(width: Int) throws(TorchError) {
        mean = try .zeros([width])
        factor = try Operators.eye(.integer(width))
    }

    /// - Parameter means: `[samples, width]`; of a single sample all draws are almost the same.
    package func fit(_ means: Tensor) throws(TorchError) {
        let center = try means.mean(dimension: 0)
        // In double precision, since few samples have a covariance that is singular up to rounding.
        let rest = try (means - center).to(.float64)
        let covariance = try rest.transpose(0, 1).matmul(rest) / Double(max(1, means.shape[0] - 1))
        // Dimensions that the posterior does not use have almost no variance.
        let floor = try Operators.eye(.integer(means.shape[1])).to(device: means.device) * 1e-6
        try mean.copy(from: center)
        try factor.copy(from: Operators.cholesky(.tensor(covariance + floor)).to(.float32))
    }

    /// Moves the prior towards the posterior means of a batch, `[batch, width]`, for use during the training.
    func follow(_ means: Tensor) throws(TorchError) {
        try withoutGradients { () throws(TorchError) in
            let rest = try (means - mean).to(.float64)
            let covariance = try factor.to(.float64).matmul(factor.to(.float64).transpose(0, 1))
            let batch = try rest.transpose(0, 1).matmul(rest) / Double(means.shape[0])
            let mixed = try covariance * (1 - Self.momentum) + batch * Self.momentum
            let floor = try Operators.eye(.integer(mean.shape[0])).to(device: means.device) * 1e-6
            // Without a check: of a training that has diverged the loop reports the loss, and not this.
            try factor.copy(from: Operators.uncheckedCholesky(mixed + floor).to(.float32))
            try mean.interpolate(towards: means.mean(dimension: 0), Self.momentum)
        }
    }

    /// Share of the latest batch in the prior that follows a training.
    private static let momentum = 0.02

    /// Draws latent vectors, `[count, width]`.
    package func sample(_ count: Int) throws(TorchError) -> Tensor {
        try mean + Tensor.randn([count, mean.shape[0]], device: mean.device).matmul(factor.transpose(0, 1))
    }

    private enum Operators {
        static let eye = Operator("aten::eye")
        static let cholesky = Operator("aten::linalg_cholesky")

        private static let choleskyWithInfo = Operator("aten::linalg_cholesky_ex")

        /// The factor; without meaning where the matrix is not positive definite.
        static func uncheckedCholesky(_ matrix: Tensor) throws(TorchError) -> Tensor {
            // The factor, and whether it was found.
            try choleskyWithInfo.call([.tensor(matrix)])[0]
        }
    }
}
