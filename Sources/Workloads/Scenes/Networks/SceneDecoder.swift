package import HeadroomTorch

/// From a latent vector to three planes of features, in which a scene is kept.
///
/// GAUDI (Bautista et al. 2022, section 3.1) has a decoder of convolutions with attention; this one has a width for a
/// CPU. The planes are those of EG3D (Chan et al. 2022, arXiv 2112.07945): xy, xz and yz. A linear layer gives them at half
/// of their resolution; what is finer comes from a convolution of these, which has the four cells of each as channels
/// (Shi et al. 2016, arXiv 1609.05158). A decoder that grows from 4 x 4 cells needs many times the steps.
package final class SceneDecoder: Module {
    let coarse: Linear
    let fine: Conv2d

    /// Number of features of a plane, and of its cells on each side.
    package static let (features, side) = (12, 32)

    package init(latentWidth: Int) throws(TorchError) {
        let channels = 3 * Self.features
        coarse = try Linear(latentWidth, channels * (Self.side / 2) * (Self.side / 2))
        fine = try Conv2d(channels, 4 * channels, kernel: 3, padding: 1)
    }

    /// - Parameter latent: `[batch, latentWidth]`.
    /// - Returns: the planes xy, xz and yz, `[batch, 3, features, side, side]`.
    package func callAsFunction(_ latent: Tensor) throws(TorchError) -> Tensor {
        // [batch, 3 * features, side / 2, side / 2]
        let coarse = try coarse(latent).reshape([-1, 3 * Self.features, Self.side / 2, Self.side / 2])
        // [batch, 3 * features, side, side]
        let fine = try Operators.shuffle(.tensor(fine(coarse.silu())), .integer(2))
        let planes = try coarse.resized(by: 2, .linear) + fine
        return try planes.reshape([-1, 3, Self.features, Self.side, Self.side])
    }

    private enum Operators {
        static let shuffle = Operator("aten::pixel_shuffle")
    }
}
