package import HeadroomTorch

/// The Fréchet distance between two sets of features, each taken as a Gaussian.
///
/// Dowson and Landau 1982; Heusel et al. 2017, arXiv 1706.08500, equation 6.
package enum FrechetDistance {
    /// - Parameters: `[samples, features]` each.
    package static func between(_ first: Tensor, _ second: Tensor) throws(TorchError) -> Double {
        let (mean1, covariance1) = try moments(first.to(.float64))
        let (mean2, covariance2) = try moments(second.to(.float64))
        let root = try squareRoot(covariance1)
        // The trace of the root of C1 C2 is that of the root of this symmetric matrix.
        let product = try root.matmul(covariance2).matmul(root)
        let values = try product.eigenvectors().values.clamp(0, nil)
        let difference = try mean1 - mean2
        let means = try (difference * difference).sum().item()
        let traces = try Operators.trace(.tensor(covariance1 + covariance2)).item()
        return try means + traces - 2 * values.squareRoot().sum().item()
    }

    private static func moments(_ features: Tensor) throws(TorchError) -> (mean: Tensor, covariance: Tensor) {
        let mean = try features.mean(dimension: 0)
        let rest = try features - mean
        return (mean, try rest.transpose(0, 1).matmul(rest) / Double(max(1, features.shape[0] - 1)))
    }

    private static func squareRoot(_ matrix: Tensor) throws(TorchError) -> Tensor {
        let (values, vectors) = try matrix.eigenvectors()
        return try (vectors * values.clamp(0, nil).squareRoot().unsqueeze(0)).matmul(vectors.transpose(0, 1))
    }

    private enum Operators {
        static let trace = Operator("aten::trace")
    }
}
