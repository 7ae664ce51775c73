package import HeadroomTorch

/// A Gaussian fitted to latent vectors: what a learned prior has to be better than.
package struct GaussianPrior {
    private let mean: Tensor
    /// `[width, width]`, applied from the right.
    private let coloring: Tensor

    /// - Parameters:
    ///   - latents: `[samples, width]`.
    ///   - isDiagonal: whether the components are independent.
    package init(_ latents: Tensor, isDiagonal: Bool) throws(TorchError) {
        if isDiagonal {
            mean = try latents.mean(dimension: 0)
            coloring = try Operators.diagonal(.tensor(latents.variance(dimensions: [0]).squareRoot()))
        } else {
            let whitening = try Whitening(width: latents.shape[1])
            try whitening.fit(latents)
            (mean, coloring) = (whitening.mean, whitening.coloring)
        }
    }

    /// Draws latent vectors, `[count, width]`.
    package func sample(_ count: Int) throws(TorchError) -> Tensor {
        try Tensor.randn([count, mean.shape[0]], device: mean.device).matmul(coloring) + mean
    }

    private enum Operators {
        static let diagonal = Operator("aten::diag_embed")
    }
}
