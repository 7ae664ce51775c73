import HeadroomScenes
import HeadroomTorch

/// Frames of sampled scenes, at random times of their paths.
struct SampledFrames {
    private let trained: TrainedScenes
    private let data: TrajectoryDataset
    private let framesPerScene: Int

    init(_ trained: TrainedScenes, _ data: TrajectoryDataset, framesPerScene: Int) {
        (self.trained, self.data, self.framesPerScene) = (trained, data, framesPerScene)
    }

    /// - Parameter latents: `[scenes, width]`.
    /// - Returns: RGB from 0 to 1, `[scenes * framesPerScene, 3, height, width]`.
    func callAsFunction(_ latents: Tensor) throws(TorchError) -> Tensor {
        try withoutGradients { () throws(TorchError) in
            let (model, camera) = (trained.model, data.intrinsics)
            let parts = try TrajectoryLatents.parts(latents)
            var renderer = VolumeRenderer(trained.metadata.scale)
            renderer.samples = 24
            var images: [Tensor] = []
            for scene in 0..<latents.shape[0] {
                let planes = try model.sceneDecoder(parts.scene.narrow(dimension: 0, start: scene, length: 1))
                let times = try Tensor.rand([1, framesPerScene]) * 2 - 1
                let poses = try model.poseDecoder(parts.path.narrow(dimension: 0, start: scene, length: 1), times)
                for frame in 0..<framesPerScene {
                    let rays = try VolumeRenderer.Rays(
                        camera,
                        rotation: poses.rotation.select(dimension: 0, 0).select(dimension: 0, frame),
                        position: poses.position.select(dimension: 0, 0).select(dimension: 0, frame)
                    )
                    let seen = try renderer(rays, isRandom: false) { points throws(TorchError) in
                        try model.field(planes, points)
                    }
                    images.append(
                        try seen.color.reshape([1, camera.height, camera.width, 3]).permute([0, 3, 1, 2])
                    )
                }
            }
            return try Tensor.concatenate(images, dimension: 0).clamp(0, 1)
        }
    }
}
