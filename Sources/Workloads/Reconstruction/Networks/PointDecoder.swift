package import HeadroomTorch

/// From a latent vector to a set of points, by linear layers.
///
/// The fully connected branch of the point set network (Fan et al. 2017, arXiv 1612.00603, section 3.2), of a width for a
/// CPU.
package final class PointDecoder: Module, SurfaceDecoder {
    let layers: Sequential

    package static let pointCount = 1024

    package init(latentWidth: Int) throws(TorchError) {
        layers = try Sequential(
            // [batch, latentWidth]
            Linear(latentWidth, 256),
            ReLU(),
            Linear(256, 512),
            ReLU(),
            Linear(512, Self.pointCount * 3),
            // [batch, points, 3]
            Unflatten([Self.pointCount, 3])
        )
    }

    package func sample(_ latent: Tensor) throws(TorchError) -> SurfaceSample {
        SurfaceSample(points: try vertices(latent))
    }

    package func vertices(_ latent: Tensor) throws(TorchError) -> Tensor { try layers(latent) }

    package var triangles: [SIMD3<UInt32>] { [] }
}
