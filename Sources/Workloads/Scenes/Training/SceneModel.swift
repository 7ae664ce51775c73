package import HeadroomTorch

/// GAUDI: latent vectors of trajectories, the decoders of scenes and of camera paths, and the prior over the vectors.
package final class SceneModel: Module {
    package let latents: TrajectoryLatents
    package let sceneDecoder: SceneDecoder
    package let field: RadianceField
    package let poseDecoder: PoseDecoder
    package let prior: LatentPrior

    package init(
        trajectories: Int,
        prior settings: LatentPrior.Settings = LatentPrior.Settings()
    ) throws(TorchError) {
        latents = try TrajectoryLatents(count: trajectories)
        sceneDecoder = try SceneDecoder(latentWidth: TrajectoryLatents.sceneWidth)
        field = try RadianceField()
        poseDecoder = try PoseDecoder(latentWidth: TrajectoryLatents.pathWidth)
        prior = try LatentPrior(settings, width: TrajectoryLatents.sceneWidth + TrajectoryLatents.pathWidth)
    }

    /// Parameters of the first stage that are shared by all trajectories.
    var decoders: [NamedTensor] {
        parameters.filter { !$0.name.hasPrefix("latents.") && !$0.name.hasPrefix("prior.") }
    }

    /// Renders rays of scenes.
    ///
    /// - Parameters:
    ///   - latent: `[batch, sceneWidth]`.
    ///   - surfaces: depths of the rays where they are known, `[batch, rays]`.
    package func render(
        _ latent: Tensor,
        _ rays: VolumeRenderer.Rays,
        _ renderer: VolumeRenderer,
        isRandom: Bool,
        surfaces: Tensor? = nil
    ) throws(TorchError) -> VolumeRenderer.Seen {
        let planes = try sceneDecoder(latent)
        return try renderer(rays, isRandom: isRandom, surfaces: surfaces) { points throws(TorchError) in
            try field(planes, points)
        }
    }

    /// Renders rays of the scene of a trajectory, without gradients and at fixed samples.
    ///
    /// - Parameter rays: `[1, rays]`.
    package func view(
        _ trajectory: Int,
        _ rays: VolumeRenderer.Rays,
        _ renderer: VolumeRenderer
    ) throws(TorchError) -> VolumeRenderer.Seen {
        try view(latents.scene.narrow(dimension: 0, start: trajectory, length: 1), rays, renderer)
    }

    /// Renders rays of a scene, without gradients and at fixed samples.
    ///
    /// - Parameters:
    ///   - scene: `[1, sceneWidth]`.
    ///   - rays: `[1, rays]`.
    package func view(
        _ scene: Tensor,
        _ rays: VolumeRenderer.Rays,
        _ renderer: VolumeRenderer
    ) throws(TorchError) -> VolumeRenderer.Seen {
        try withoutGradients { () throws(TorchError) in
            try render(scene, rays, renderer, isRandom: false)
        }
    }
}
