import HeadroomScenes
package import HeadroomTorch

/// How well a model renders trajectories that it was not trained on, whose latent vectors are found with fixed decoders.
///
/// Only frames that the search did not use count.
package struct OtherTrajectories {
    package private(set) var frames = FrameQuality()
    package private(set) var baselines = FrameBaselines()

    package init() {}

    /// Finds a scene, and adds its frames.
    ///
    /// - Parameter data: the trajectory alone, in the scale of the model.
    /// - Returns: the latent vectors found, `[1, sceneWidth]` and `[1, pathWidth]`.
    @discardableResult
    package mutating func add(
        _ data: TrajectoryDataset,
        _ trained: TrainedScenes,
        _ inversion: Inversion,
        progress: (Double) -> Void = { _ in }
    ) throws -> (scene: Tensor, path: Tensor) {
        let found = try inversion(
            trained.model,
            data,
            trajectory: 0,
            renderer: SceneTraining.Options().renderer(data.scale),
            progress: progress
        )
        var errors: [Double] = []
        for frame in data.heldOutFrames {
            let truth = try data.batch(0, frame: frame)
            let seen = try trained.model.view(found.scene, truth.rays, trained.renderer)
            errors.append(try meanSquaredError(seen.color, truth.colors).item())
        }
        frames.append(meanSquaredErrors: errors)
        try baselines.append(0, data, meanColor: data.meanColor())
        return (found.scene, found.path)
    }
}
