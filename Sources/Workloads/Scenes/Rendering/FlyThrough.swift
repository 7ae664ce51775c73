package import HeadroomScenes
package import HeadroomTorch

/// The frames of a camera that moves through a scene.
package struct FlyThrough {
    package struct Frame: Sendable {
        package let image: Image
        /// Along the camera's axis in meters, `[height, width]`.
        package let depths: [Float]
    }

    /// A camera and where it is: from its frame (x right, y up, z backward) to that of the scene, in units of the scene.
    package struct View: Sendable {
        package let camera: Intrinsics
        package let pose: Placement

        package init(_ camera: Intrinsics, _ pose: Placement) { (self.camera, self.pose) = (camera, pose) }
    }

    package let frames: [Frame]
    /// One for each frame.
    package let views: [View]
    private let scale: SceneScale

    /// Renders what cameras see of a scene.
    ///
    /// - Parameter scene: `[1, sceneWidth]`.
    package init(_ trained: TrainedScenes, scene: Tensor, views: [View]) throws(TorchError) {
        (self.views, scale) = (views, trained.metadata.scale)
        let rendered = try SceneViews(trained, scene)
        var frames: [Frame] = []
        for view in views { frames.append(try rendered.frame(view)) }
        self.frames = frames
    }

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
        let poses = try trained.model.poseDecoder.poses(path, count: count)
        try self.init(trained, scene: scene, views: poses.map { View(camera, $0) })
    }

    /// The frames with their depths and poses in meters.
    package var trajectory: Trajectory {
        Trajectory(
            views[0].camera,
            zip(frames, views).map { frame, view in
                Trajectory.Frame(image: frame.image, depths: frame.depths, pose: scale.inMeters(view.pose))
            }
        )
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
