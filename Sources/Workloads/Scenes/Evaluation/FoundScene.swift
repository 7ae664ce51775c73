package import HeadroomTorch

/// How well the scene that a search found explains the frames of its trajectory that the search did not use.
package struct FoundScene {
    package private(set) var heldOutFrames = FrameQuality()
    package private(set) var baselines = FrameBaselines()

    /// - Parameters:
    ///   - scene: the latent vector found, `[1, sceneWidth]`.
    ///   - data: the trajectory alone.
    package init(
        _ scene: Tensor,
        _ model: SceneModel,
        _ data: TrajectoryDataset,
        renderer: VolumeRenderer
    ) throws(TorchError) {
        var errors: [Double] = []
        for frame in data.heldOutFrames {
            let truth = try data.batch(0, frame: frame)
            errors.append(try meanSquaredError(model.view(scene, truth.rays, renderer).color, truth.colors).item())
        }
        heldOutFrames.append(meanSquaredErrors: errors)
        try baselines.append(0, data, meanColor: data.meanColor())
    }
}
