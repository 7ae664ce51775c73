package import HeadroomTorch

/// From a latent vector and a position to the occupancy there.
///
/// An occupancy network (Mescheder et al. 2019, arXiv 1812.03828), of a width for a CPU. Sines and cosines of the
/// position take the place of depth (Tancik et al. 2020, arXiv 2006.10739).
package final class ImplicitDecoder: Module, VolumeDecoder {
    let layer1, layer2, layer3, layer4: ModulatedLinear
    let output: Linear

    /// Cells on each side of the volume that it is evaluated at.
    private let resolution: Int

    private static let width = 64
    /// Number of waves of the lowest frequency and of its doubles.
    private static let octaves = 4
    /// Number of positions that are evaluated at once.
    private static let chunk = 16384

    package init(latentWidth: Int, resolution: Int) throws(TorchError) {
        let width = Self.width
        self.resolution = resolution
        layer1 = try ModulatedLinear(3 + 6 * Self.octaves, width, latentWidth: latentWidth)
        layer2 = try ModulatedLinear(width, width, latentWidth: latentWidth)
        layer3 = try ModulatedLinear(width, width, latentWidth: latentWidth)
        layer4 = try ModulatedLinear(width, width, latentWidth: latentWidth)
        output = try Linear(width, 1)
    }

    /// Logits of occupancy at positions.
    ///
    /// - Parameters:
    ///   - positions: in the cube from -1 to 1, `[batch, points, 3]`, or `[1, points, 3]` for all latent vectors.
    ///   - latent: `[batch, latentWidth]`.
    /// - Returns: `[batch, points]`.
    package func callAsFunction(_ positions: Tensor, _ latent: Tensor) throws(TorchError) -> Tensor {
        // [batch, points, 27]
        var features = try waves(positions)
        // [batch, points, width]
        features = try layer1(features, latent)
        features = try layer2(features, latent)
        features = try layer3(features, latent)
        features = try layer4(features, latent)
        // [batch, points]
        return try output(features).squeeze(2)
    }

    /// The positions with their sines and cosines, `[.., 3 + 6 * octaves]`.
    private func waves(_ positions: Tensor) throws(TorchError) -> Tensor {
        var parts = [positions]
        for octave in 0..<Self.octaves {
            let angles = try positions * (.pi * Double(1 << octave))
            parts += [try angles.sin(), try angles.cos()]
        }
        return try Tensor.concatenate(parts, dimension: 2)
    }

    package func callAsFunction(_ latent: Tensor) throws(TorchError) -> Tensor {
        try volume(latent, resolution: resolution)
    }

    /// Logits of occupancy at the centers of cells, `[batch, 1, resolution, resolution, resolution]`.
    package func volume(_ latent: Tensor, resolution side: Int) throws(TorchError) -> Tensor {
        let count = side * side * side
        var parts: [Tensor] = []
        for start in stride(from: 0, to: count, by: Self.chunk) {
            let cells = start..<min(start + Self.chunk, count)
            let centers = cells.flatMap { cell in Self.center(cell, side) }
            let positions = try Tensor(centers, shape: [1, cells.count, 3], device: latent.device)
            parts.append(try self(positions, latent))
        }
        return try Tensor.concatenate(parts, dimension: 1).reshape([-1, 1, side, side, side])
    }

    /// The center of a cell, in the cube from -1 to 1.
    private static func center(_ cell: Int, _ side: Int) -> [Float] {
        let places = [cell % side, cell / side % side, cell / (side * side)]
        return places.map { (2 * Float($0) + 1) / Float(side) - 1 }
    }
}
