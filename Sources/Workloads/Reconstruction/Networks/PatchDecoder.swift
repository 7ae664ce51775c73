package import HeadroomTorch

/// From a latent vector to patches: each has a network that maps the unit square onto a piece of the surface.
///
/// AtlasNet (Groueix et al. 2018, arXiv 1802.05384), of a width for a CPU. The networks of all patches are computed at
/// once, as products of stacks of matrices.
package final class PatchDecoder: Module, SurfaceDecoder {
    /// From the latent vector to the first layer of all patches.
    let code: Linear
    /// From a place on the square to the first layer: `[patches, 2, width]`.
    let place: Tensor
    let hidden1, hidden2, output: StackedLinear

    package static let patchCount = 16
    private static let width = 64
    /// Places on each side of the square to train on, and of the mesh.
    private static let (trainingSide, meshSide) = (8, 20)

    package init(latentWidth: Int) throws(TorchError) {
        let (count, width) = (Self.patchCount, Self.width)
        code = try Linear(latentWidth, count * width)
        place = try .initialized([count, 2, width], fanIn: 1)
        hidden1 = try StackedLinear(count, width, width)
        hidden2 = try StackedLinear(count, width, width)
        output = try StackedLinear(count, width, 3)
    }

    /// - Parameters:
    ///   - latent: `[batch, latentWidth]`.
    ///   - places: places on the unit square, `[points, 2]`.
    /// - Returns: `[batch, patches * points, 3]`.
    private func map(_ latent: Tensor, _ places: Tensor) throws(TorchError) -> Tensor {
        let (count, width) = (Self.patchCount, Self.width)
        let (batch, points) = (latent.shape[0], places.shape[0])
        // [patches, batch, 1, width] and [patches, 1, points, width]
        let codes = try code(latent).reshape([batch, count, 1, width]).transpose(0, 1)
        let positions = try (places - 0.5).matmul(place).unsqueeze(1)
        // [patches, batch * points, width]
        var features = try (codes + positions).relu().reshape([count, batch * points, width])
        features = try hidden1(features).relu()
        features = try hidden2(features).relu()
        // [patches, batch * points, 3]
        return try output(features).reshape([count, batch, points, 3]).transpose(0, 1)
            .reshape([batch, count * points, 3])
    }

    /// From random places, one in each cell of a grid over the square.
    package func sample(_ latent: Tensor) throws(TorchError) -> SurfaceSample {
        let side = Self.trainingSide
        let corners = try Self.grid(side, step: 1 / Double(side)).to(device: latent.device)
        let places = try corners + Tensor.rand([side * side, 2], device: latent.device) / Double(side)
        return SurfaceSample(points: try map(latent, places))
    }

    package func vertices(_ latent: Tensor) throws(TorchError) -> Tensor {
        let side = Self.meshSide
        return try map(latent, Self.grid(side, step: 1 / Double(side - 1)).to(device: latent.device))
    }

    /// `[side * side, 2]`.
    private static func grid(_ side: Int, step: Double) throws(TorchError) -> Tensor {
        let places = (0..<side * side).flatMap { [Float($0 / side) * Float(step), Float($0 % side) * Float(step)] }
        return try Tensor(places, shape: [side * side, 2])
    }

    /// Two triangles for each cell of the grid of each patch; which side of a patch is outside is not known.
    package var triangles: [SIMD3<UInt32>] {
        let side = Self.meshSide
        return (0..<Self.patchCount).flatMap { patch in
            (0..<(side - 1) * (side - 1)).flatMap { cell -> [SIMD3<UInt32>] in
                let first = UInt32(patch * side * side + cell / (side - 1) * side + cell % (side - 1))
                let below = first + UInt32(side)
                return [[first, below, first + 1], [first + 1, below, below + 1]]
            }
        }
    }
}
