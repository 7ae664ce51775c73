package import HeadroomTorch

/// A latent vector of the scene and one of the camera's path for each trajectory: free parameters of the training.
package final class TrajectoryLatents: Module {
    /// `[trajectories, sceneWidth]` and `[trajectories, pathWidth]`.
    package let scene, path: Tensor

    package static let (sceneWidth, pathWidth) = (64, 16)
    private static let initialSpread = 0.1

    package init(count: Int) throws(TorchError) {
        // Small, so that what the vectors become is what the training gave them: like scenes are near each other then.
        scene = try (Tensor.randn([count, Self.sceneWidth]) * Self.initialSpread).requiresGradient(true)
        path = try (Tensor.randn([count, Self.pathWidth]) * Self.initialSpread).requiresGradient(true)
    }

    /// Latent vectors of scenes and paths side by side, as the prior has them: `[trajectories, sceneWidth + pathWidth]`.
    package func joined() throws(TorchError) -> Tensor {
        try Tensor.concatenate([scene.detach(), path.detach()], dimension: 1)
    }

    /// The parts of joined vectors, `[count, sceneWidth]` and `[count, pathWidth]`.
    package static func parts(_ joined: Tensor) throws(TorchError) -> (scene: Tensor, path: Tensor) {
        (
            try joined.narrow(dimension: 1, start: 0, length: sceneWidth),
            try joined.narrow(dimension: 1, start: sceneWidth, length: pathWidth)
        )
    }

    /// Latent vectors of trajectories with noise, so that those near them mean the same.
    ///
    /// - Parameters:
    ///   - table: ``scene`` or ``path``.
    ///   - noise: standard deviation, relative to that of each component over all trajectories.
    package static func noisy(_ table: Tensor, rows: Tensor, noise: Double) throws(TorchError) -> Tensor {
        let chosen = try table.indexSelect(dimension: 0, indices: rows)
        guard noise > 0, table.shape[0] > 1 else { return chosen }
        let deviation = try withoutGradients { () throws(TorchError) in
            try table.variance(dimensions: [0]).squareRoot()
        }
        return try chosen + Tensor.randn(chosen.shape, device: chosen.device) * deviation * noise
    }
}
