package import HeadroomScenes
package import HeadroomTorch

/// The frames of a camera that moves through a scene.
package struct FlyThrough {
    package struct Frame: Sendable {
        package let image: Image
        /// Along the camera's axis in meters, `[height, width]`.
        package let depths: [Float]
    }

    package let frames: [Frame]
    /// Of the cameras, from the camera's frame (x right, y up, z backward) to that of the scene, in its units.
    package let poses: [Placement]

    /// Renders the way of a path's latent vector through the scene of another.
    ///
    /// - Parameters:
    ///   - scene: `[1, sceneWidth]`.
    ///   - path: `[1, pathWidth]`.
    ///   - count: number of frames, from the start of the path to its end.
    package init(
        _ trained: TrainedScenes,
        scene: Tensor,
        path: Tensor,
        camera: Intrinsics,
        count: Int
    ) throws(TorchError) {
        let times = try Tensor.linspace(-1, 1, count: count).to(.float32).to(device: scene.device).unsqueeze(0)
        let poses = try withoutGradients { () throws(TorchError) in try trained.model.poseDecoder(path, times) }
        let views = try SceneViews(trained, scene)
        self.poses = try (0..<count).map { index throws(TorchError) in
            func numbers(_ tensor: Tensor) throws(TorchError) -> [Double] {
                try tensor.select(dimension: 0, 0).select(dimension: 0, index).doubles()
            }
            return Placement(position: try numbers(poses.position), quaternion: try numbers(poses.rotation))
        }
        frames = try (0..<count).map { index throws(TorchError) in
            let rays = try VolumeRenderer.Rays(
                camera,
                rotation: poses.rotation.select(dimension: 0, 0).select(dimension: 0, index),
                position: poses.position.select(dimension: 0, 0).select(dimension: 0, index)
            )
            return try views.frame(rays, camera)
        }
    }

    /// Colors of the frames beside their depths, as a moving picture.
    package func write(to path: String, milliseconds: Int = 80) throws(SceneFileError) {
        let farthest = frames.flatMap(\.depths).max() ?? 1
        try AnimatedPNG.write(frames.map { $0.beside(farthest: farthest) }, milliseconds: milliseconds, to: path)
    }
}

extension FlyThrough.Frame {
    /// The colors, and to their right the depths: near is bright.
    func beside(farthest: Float) -> Image {
        var both = Image(width: 2 * image.width, height: image.height)
        for row in 0..<image.height {
            for column in 0..<image.width {
                let pixel = row * image.width + column
                let near = UInt8(max(0, min(1, 1 - depths[pixel] / farthest)) * 255 + 0.5)
                for channel in 0..<3 {
                    both.bytes[3 * (row * both.width + column) + channel] = image.bytes[3 * pixel + channel]
                    both.bytes[3 * (row * both.width + image.width + column) + channel] = near
                }
            }
        }
        return both
    }
}
