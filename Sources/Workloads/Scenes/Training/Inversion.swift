package import HeadroomTorch
import HeadroomTraining

/// Finds the latent vectors of trajectories that a model was not trained on, with its decoders held fixed.
///
/// From several starts, the mean of the latent vectors and some of them, of which the best is kept: from a single one the
/// search often ends elsewhere.
package struct Inversion {
    package var steps = 200
    package var starts = 3
    package var rays = 256
    /// Learning rate of Adam, relative to the spread of the latent vectors.
    package var learningRate = 0.05
    package var seed: UInt64 = 0

    package init() {}

    /// - Parameters:
    ///   - data: in the scale of the model.
    ///   - progress: called after each step with the share that is done.
    /// - Returns: vectors of the scene and of the path, `[1, sceneWidth]` and `[1, pathWidth]`, and their loss.
    package func callAsFunction(
        _ model: SceneModel,
        _ data: TrajectoryDataset,
        trajectory: Int,
        renderer: VolumeRenderer,
        loss: SceneLoss = SceneLoss(),
        progress: (Double) -> Void = { _ in }
    ) throws -> (scene: Tensor, path: Tensor, loss: Double) {
        try Engine.seed(seed)
        var best: (scene: Tensor, path: Tensor, loss: Double)?
        for start in 0..<starts {
            let found = try search(model, data, trajectory, renderer, loss, start: start) {
                progress((Double(start) + $0) / Double(starts))
            }
            if found.loss < best?.loss ?? .infinity { best = found }
        }
        guard let best else { throw WorkloadError(.data, "no search for the latent vectors ended with a finite loss") }
        return best
    }

    private func search(
        _ model: SceneModel,
        _ data: TrajectoryDataset,
        _ trajectory: Int,
        _ renderer: VolumeRenderer,
        _ loss: SceneLoss,
        start: Int,
        progress: (Double) -> Void
    ) throws(TorchError) -> (scene: Tensor, path: Tensor, loss: Double) {
        func first(_ table: Tensor) throws(TorchError) -> Tensor {
            let values = try table.detach()
            let row = start * values.shape[0] / max(1, starts)
            let begin =
                start == 0
                ? try values.mean(dimension: 0, keepDimension: true)
                : try values.narrow(dimension: 0, start: row, length: 1).clone()
            return try begin.requiresGradient(true)
        }
        let (scene, path) = (try first(model.latents.scene), try first(model.latents.path))
        let optimizer = try Adam([NamedTensor("scene", scene), NamedTensor("path", path)])
        var last = 0.0
        for step in 0..<steps {
            let fraction = Double(step) / Double(steps)
            optimizer.learningRate = learningRate * min(1, 2 * (1 - fraction))
            let batch = try data.batch([Int64(trajectory)], rays: rays)
            let seen = try model.render(scene, batch.rays, renderer, isRandom: true, surfaces: batch.depths)
            let value = try loss.scene(seen, batch) + loss.path(of: path, model.poseDecoder, data, [Int64(trajectory)])
            try optimizer.zeroGradients()
            try value.backward()
            try optimizer.step()
            progress(Double(step + 1) / Double(steps))
            if step >= steps * 3 / 4 { last += try value.item() }
        }
        return (try scene.detach(), try path.detach(), last)
    }
}
