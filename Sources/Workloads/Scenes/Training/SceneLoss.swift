import HeadroomTorch

/// Weights of the terms of the loss, all of which are means.
package struct SceneLoss: Sendable {
    /// Weight of the absolute error of depths, in units of the scene.
    package var depth = 0.1
    /// Weight of the squared error of positions, and of the absolute error of quaternions.
    package var position = 1.0
    package var rotation = 0.25

    package init() {}

    /// - Parameter seen: what is rendered for the rays of the batch.
    func scene(_ seen: VolumeRenderer.Seen, _ batch: TrajectoryDataset.Batch) throws(TorchError) -> Tensor {
        let color = try meanSquaredError(seen.color, batch.colors)
        // A depth of 0 is not known.
        let isKnown = try (batch.depths > 0).to(.float32)
        return try color + depth * ((seen.depth - batch.depths).absolute() * isKnown).mean()
    }

    /// - Parameters: quaternions `[batch, frames, 4]` and positions `[batch, frames, 3]`.
    func path(
        _ decoded: (rotation: Tensor, position: Tensor),
        rotation truth: Tensor,
        position: Tensor
    ) throws(TorchError) -> Tensor {
        // A quaternion and its negative are the same rotation, so the nearer one counts.
        let same = try (decoded.rotation - truth).absolute().mean(dimension: 2)
        let opposite = try (decoded.rotation + truth).absolute().mean(dimension: 2)
        let rotationError = try same.minimum(opposite).mean()
        return try self.position * meanSquaredError(decoded.position, position) + self.rotation * rotationError
    }
}
