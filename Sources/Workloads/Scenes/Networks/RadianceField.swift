package import HeadroomTorch

/// From the planes of a scene and a point to the density and the color there.
package final class RadianceField: Module {
    let layer1, layer2, output: Linear

    package init(features: Int = SceneDecoder.features) throws(TorchError) {
        layer1 = try Linear(3 * features, 64)
        layer2 = try Linear(64, 64)
        output = try Linear(64, 4)
    }

    /// - Parameters:
    ///   - planes: xy, xz and yz, `[batch, 3, features, side, side]`.
    ///   - points: in the cube from -1 to 1, `[batch, points, 3]`.
    /// - Returns: densities per unit of length, `[batch, points]`, and RGB from 0 to 1, `[batch, points, 3]`.
    package func callAsFunction(
        _ planes: Tensor,
        _ points: Tensor
    ) throws(TorchError) -> (density: Tensor, color: Tensor) {
        let features = try Self.features(planes, points)
        let hidden = try layer2(layer1(features).relu()).relu()
        // [batch, points, 4]
        let output = try output(hidden)
        let density = try (output.select(dimension: 2, 0) - 1).softplus() * Self.densityScale
        return (density, try output.narrow(dimension: 2, start: 1, length: 3).sigmoid())
    }

    /// Density of a softplus of 1, per unit of length of the cube.
    private static let densityScale = 10.0

    /// The features of all planes at points, by linear interpolation, one after the other: `[batch, points, 3 * features]`.
    package static func features(_ planes: Tensor, _ points: Tensor) throws(TorchError) -> Tensor {
        let (batch, features, side) = (planes.shape[0], planes.shape[2], planes.shape[3])
        let count = points.shape[1]
        func places(_ first: Int, _ second: Int) throws(TorchError) -> Tensor {
            try Tensor.stack(
                [points.select(dimension: 2, first), points.select(dimension: 2, second)],
                dimension: 2
            )
        }
        // [batch, 3, points, 2]: along the width of a plane is its first axis.
        let coordinates = try Tensor.stack([places(0, 1), places(0, 2), places(1, 2)], dimension: 1)
        // [batch * 3, features, points, 1]
        let sampled = try planes.reshape([batch * 3, features, side, side])
            .gridSample(coordinates.reshape([batch * 3, count, 1, 2]), padding: .border)
        // [batch, 3, features, points] to [batch, points, 3 * features]
        return try sampled.reshape([batch, 3 * features, count]).transpose(1, 2)
    }
}
