import HeadroomNumerics
package import HeadroomScenes
package import HeadroomTorch

/// Trajectories as tensors: what rays see.
///
/// The frames lie in a file that is mapped into memory.
package struct TrajectoryDataset {
    package let count: Int
    package let frameCount: Int
    package let intrinsics: Intrinsics
    package let texts: [String]
    package let categories: [String]
    /// RGB, `[trajectories * frames * pixels, 3]`, 8 bits.
    package let colors: Tensor
    /// In meters, `[trajectories * frames * pixels]`.
    private let depths: Tensor
    /// Columns are the camera's axes, `[trajectories * frames, 3, 3]`.
    package let rotations: Tensor
    /// Unit quaternions w, x, y, z, `[trajectories, frames, 4]`.
    package let quaternions: Tensor
    /// In units of the scene, `[trajectories, frames, 3]`.
    package let positions: Tensor
    /// Directions of depth 1 through the pixels, in the camera's frame, `[pixels, 3]`.
    package let directions: Tensor

    package let scale: SceneScale

    /// Frames that are not trained on: every fourth, from the third on.
    package var heldOutFrames: [Int] { (0..<frameCount).filter { $0 % 4 == 2 } }
    package var trainingFrames: [Int] { (0..<frameCount).filter { $0 % 4 != 2 } }

    /// Times of the frames, from -1 to 1, `[1, frames]`.
    package var times: Tensor {
        get throws(TorchError) {
            try Tensor(
                (0..<frameCount).map { Float(2 * Double($0) / Double(max(1, frameCount - 1)) - 1) },
                shape: [1, frameCount],
                device: positions.device
            )
        }
    }

    package var pixelCount: Int { intrinsics.width * intrinsics.height }

    /// - Parameters:
    ///   - trajectories: with the same intrinsics and numbers of frames; each is let go before the next one.
    ///   - scale: by default that of these trajectories.
    package init(_ trajectories: some TrajectorySource, _ scale: SceneScale? = nil) throws {
        let (colors, depths) = (try MappedTable(), try MappedTable())
        var first: Trajectory?
        var extent = SceneExtent()
        var (texts, categories): ([String], [String]) = ([], [])
        var poses: [Placement] = []
        try trajectories.forEach { trajectory in
            first = first ?? trajectory
            texts.append(trajectory.text)
            categories.append(trajectory.category)
            poses += trajectory.frames.map(\.pose)
            if scale == nil { extent.add(trajectory) }
            for frame in trajectory.frames {
                try colors.append(frame.image.bytes)
                try depths.append(frame.depths)
            }
        }
        guard let first else { throw SceneFileError("there are no trajectories") }
        (intrinsics, frameCount, count) = (first.intrinsics, first.frames.count, texts.count)
        let scale = scale ?? SceneScale(extent)
        self.scale = scale
        (self.texts, self.categories) = (texts, categories)
        let frames = count * frameCount
        self.colors = try colors.tensor(.uint8, size: 1).reshape([frames * intrinsics.width * intrinsics.height, 3])
        self.depths = try depths.tensor(.float32, size: 4)
        var (axes, quaternions, positions): ([Float], [Float], [Float]) = ([], [], [])
        for pose in poses {
            let (x, y, z) = pose.axes
            for row in 0..<3 { axes += [Float(x[row]), Float(y[row]), Float(z[row])] }
            let (quaternion, place) = (pose.quaternion, scale.inUnits(pose).origin)
            quaternions += (0..<4).map { Float(quaternion[$0]) }
            positions += (0..<3).map { Float(place[$0]) }
        }
        rotations = try Tensor(axes, shape: [frames, 3, 3])
        self.quaternions = try Tensor(quaternions, shape: [count, frameCount, 4])
        self.positions = try Tensor(positions, shape: [count, frameCount, 3])
        directions = try intrinsics.directions()
    }

    /// Rays, and what they see.
    package struct Batch {
        package let rays: VolumeRenderer.Rays
        /// RGB from 0 to 1, `[trajectories, rays, 3]`, and depths, `[trajectories, rays]`.
        package let colors, depths: Tensor
    }

    /// Random rays of the training frames of trajectories.
    package func batch(_ trajectories: [Int64], rays: Int) throws(TorchError) -> Batch {
        let shape = [trajectories.count, rays]
        let device = colors.device
        let frames = try Tensor(trainingFrames.map(Int64.init), shape: [trainingFrames.count], device: device)
        let choice = try (Tensor.rand(shape, device: device) * Double(trainingFrames.count)).floor().to(.int64)
        let frame = try frames.indexSelect(dimension: 0, indices: choice.flatten()).reshape(shape)
        let pixel = try (Tensor.rand(shape, device: device) * Double(pixelCount)).floor().to(.int64)
        let first = try Tensor(trajectories, shape: [trajectories.count, 1], device: device) * frameCount
        return try batch(frames: first + frame, pixels: pixel)
    }

    /// All rays of a frame.
    package func batch(_ trajectory: Int, frame: Int) throws(TorchError) -> Batch {
        let device = colors.device
        let pixels = try Tensor.range(pixelCount, device: device).unsqueeze(0)
        let frames = try Tensor(
            [Int64](repeating: Int64(trajectory * frameCount + frame), count: pixelCount),
            shape: [1, pixelCount],
            device: device
        )
        return try batch(frames: frames, pixels: pixels)
    }

    /// - Parameters:
    ///   - frames: indices of all frames, `[trajectories, rays]`.
    ///   - pixels: of their pixels, the same shape.
    private func batch(frames: Tensor, pixels: Tensor) throws(TorchError) -> Batch {
        let shape = frames.shape
        let flatFrames = try frames.flatten()
        let flatPixels = try pixels.flatten()
        let places = try flatFrames * pixelCount + flatPixels
        let lines = try directions.indexSelect(dimension: 0, indices: flatPixels).unsqueeze(2)
        let turned = try rotations.indexSelect(dimension: 0, indices: flatFrames).matmul(lines).squeeze(2)
        let origins = try positions.reshape([-1, 3]).indexSelect(dimension: 0, indices: flatFrames)
        return Batch(
            rays: VolumeRenderer.Rays(
                origins: try origins.reshape(shape + [3]),
                directions: try turned.reshape(shape + [3])
            ),
            colors: try colors.indexSelect(dimension: 0, indices: places).to(.float32).reshape(shape + [3]) / 255,
            depths: try depths.indexSelect(dimension: 0, indices: places).reshape(shape) / scale.metersPerUnit
        )
    }

    /// Training frames as pictures, RGB from 0 to 1, `[frames, 3, height, width]`.
    ///
    /// - Parameters:
    ///   - trajectories: `[frames]`.
    ///   - frames: indices in ``trainingFrames``, `[frames]`.
    package func trainingImages(_ trajectories: Tensor, frames: Tensor) throws(TorchError) -> Tensor {
        let all = try colors.reshape([count * frameCount, intrinsics.height, intrinsics.width, 3])
        let places = try Tensor(trainingFrames.map(Int64.init), shape: [trainingFrames.count], device: colors.device)
        let rows = try trajectories * frameCount + places.indexSelect(dimension: 0, indices: frames)
        return try all.indexSelect(dimension: 0, indices: rows).permute([0, 3, 1, 2]).to(.float32) / 255
    }

    /// All training frames of some trajectories as pictures, RGB from 0 to 1, `[frames, 3, height, width]`.
    package func trainingImages(_ trajectories: Range<Int>) throws(TorchError) -> Tensor {
        let frames = 0..<trainingFrames.count
        func indices(_ values: [Int64]) throws(TorchError) -> Tensor {
            try Tensor(values, shape: [values.count], device: colors.device)
        }
        return try trainingImages(
            indices(trajectories.flatMap { trajectory in frames.map { _ in Int64(trajectory) } }),
            frames: indices(trajectories.flatMap { _ in frames.map(Int64.init) })
        )
    }

    /// The same trajectories on a device.
    package func moved(to device: Device) throws(TorchError) -> TrajectoryDataset {
        try TrajectoryDataset(self) { tensor throws(TorchError) in try tensor.to(device: device) }
    }

    private init(
        _ other: TrajectoryDataset,
        _ moved: (Tensor) throws(TorchError) -> Tensor
    ) throws(TorchError) {
        (count, frameCount, intrinsics, scale) = (other.count, other.frameCount, other.intrinsics, other.scale)
        (texts, categories) = (other.texts, other.categories)
        colors = try moved(other.colors)
        depths = try moved(other.depths)
        rotations = try moved(other.rotations)
        quaternions = try moved(other.quaternions)
        positions = try moved(other.positions)
        directions = try moved(other.directions)
    }
}
