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

    /// The loss of the training frames' poses.
    ///
    /// - Parameters:
    ///   - path: latent vectors, `[batch, pathWidth]`.
    ///   - trajectories: of the data, one for each row.
    func path(
        of path: Tensor,
        _ decoder: PoseDecoder,
        _ data: TrajectoryDataset,
        _ trajectories: [Int64]
    ) throws(TorchError) -> Tensor {
        let device = data.positions.device
        let rows = try Tensor(trajectories, shape: [trajectories.count], device: device)
        let frames = try Tensor(data.trainingFrames.map(Int64.init), shape: [data.trainingFrames.count], device: device)
        func truth(_ table: Tensor) throws(TorchError) -> Tensor {
            try table.indexSelect(dimension: 0, indices: rows).indexSelect(dimension: 1, indices: frames)
        }
        let times = try data.times.indexSelect(dimension: 1, indices: frames)
        let decoded = try decoder(path, times.expand([trajectories.count, frames.shape[0]]))
        return try self.path(decoded, rotation: truth(data.quaternions), position: truth(data.positions))
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
