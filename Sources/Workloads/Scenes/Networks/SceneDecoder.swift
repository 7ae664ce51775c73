package import HeadroomTorch

/// From a latent vector to three planes of features, in which a scene is kept.
///
/// GAUDI (Bautista et al. 2022, section 3.1) has a decoder of convolutions with attention; this one has a width for a
/// CPU. The planes are those of EG3D (Chan et al. 2022, arXiv 2112.07945): xy, xz and yz.
package final class SceneDecoder: Module {
    let code: Linear
    let norm0, norm1, norm2: GroupNorm
    let layer1, layer2, layer3: Conv2d

    /// Number of features of a plane, and of its cells on each side.
    package static let (features, side) = (12, 32)

    package init(latentWidth: Int) throws(TorchError) {
        code = try Linear(latentWidth, 96 * 4 * 4)
        norm0 = try GroupNorm(groups: 8, 96)
        layer1 = try Conv2d(96, 64, kernel: 3, padding: 1)
        norm1 = try GroupNorm(groups: 8, 64)
        layer2 = try Conv2d(64, 48, kernel: 3, padding: 1)
        norm2 = try GroupNorm(groups: 8, 48)
        layer3 = try Conv2d(48, 3 * Self.features, kernel: 3, padding: 1)
    }

    /// - Parameter latent: `[batch, latentWidth]`.
    /// - Returns: the planes xy, xz and yz, `[batch, 3, features, side, side]`.
    package func callAsFunction(_ latent: Tensor) throws(TorchError) -> Tensor {
        // [batch, 96, 4, 4]
        var planes = try norm0(code(latent).reshape([-1, 96, 4, 4])).silu()
        // [batch, 64, 8, 8]
        planes = try norm1(layer1(planes.resized(by: 2, .linear))).silu()
        // [batch, 48, 16, 16]
        planes = try norm2(layer2(planes.resized(by: 2, .linear))).silu()
        // [batch, 3 * features, 32, 32]
        planes = try layer3(planes.resized(by: 2, .linear))
        return try planes.reshape([-1, 3, Self.features, Self.side, Self.side])
    }
}
