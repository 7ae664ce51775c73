package import HeadroomTorch

/// How well a model renders frames that it was not trained on, and decodes camera paths, beside simple baselines.
package struct SceneEvaluation {
    /// Frames that were not trained on, and as many that were.
    package private(set) var heldOutFrames = FrameQuality()
    package private(set) var trainingFrames = FrameQuality()
    /// Mean absolute error of the depths of the held-out frames, in meters.
    package private(set) var depthError = 0.0
    /// Held-out frames rendered from the latent vectors of other trajectories.
    package private(set) var permutedLatents = FrameQuality()
    package private(set) var baselines: FrameBaselines
    package private(set) var paths: PathErrors

    /// - Parameters:
    ///   - data: trajectories of the training.
    ///   - limit: greatest number of them whose frames are rendered, spread evenly.
    package init(
        _ model: SceneModel,
        _ data: TrajectoryDataset,
        renderer: VolumeRenderer,
        limit: Int = 64
    ) throws(TorchError) {
        let count = min(limit, data.count)
        let trajectories = (0..<count).map { $0 * data.count / count }
        baselines = FrameBaselines()
        let meanColor = try data.meanColor()
        var depthErrors: [Double] = []
        for (index, trajectory) in trajectories.enumerated() {
            let other = trajectories[(index + 1) % count]
            let heldOut = data.heldOutFrames
            var errors: (own: [Double], other: [Double], trained: [Double]) = ([], [], [])
            for frame in heldOut {
                let truth = try data.batch(trajectory, frame: frame)
                let seen = try model.view(trajectory, truth.rays, renderer)
                errors.own.append(try meanSquaredError(seen.color, truth.colors).item())
                depthErrors.append(try (seen.depth - truth.depths).absolute().mean().item())
                errors.other.append(
                    try meanSquaredError(model.view(other, truth.rays, renderer).color, truth.colors).item()
                )
            }
            for frame in data.trainingFrames.prefix(heldOut.count) {
                let truth = try data.batch(trajectory, frame: frame)
                errors.trained.append(
                    try meanSquaredError(model.view(trajectory, truth.rays, renderer).color, truth.colors).item()
                )
            }
            heldOutFrames.append(meanSquaredErrors: errors.own)
            permutedLatents.append(meanSquaredErrors: errors.other)
            trainingFrames.append(meanSquaredErrors: errors.trained)
            try baselines.append(trajectory, data, meanColor: meanColor)
        }
        depthError = depthErrors.reduce(0, +) / Double(depthErrors.count) * data.scale.metersPerUnit
        paths = try PathErrors(model, data)
    }
}
