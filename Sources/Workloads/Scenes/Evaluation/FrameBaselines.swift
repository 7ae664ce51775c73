import HeadroomTorch

/// What can be done for held-out frames without a model.
package struct FrameBaselines {
    /// The mean color of all training frames.
    package private(set) var meanColor = FrameQuality()
    /// The training frame with the nearest pose.
    package private(set) var nearestFrame = FrameQuality()

    /// Adds the held-out frames of a trajectory.
    mutating func append(_ trajectory: Int, _ data: TrajectoryDataset, meanColor color: Tensor) throws(TorchError) {
        var errors: (color: [Double], nearest: [Double]) = ([], [])
        for frame in data.heldOutFrames {
            let truth = try data.batch(trajectory, frame: frame).colors
            let nearest = try data.batch(trajectory, frame: data.nearestTrainingFrame(trajectory, frame)).colors
            errors.color.append(try meanSquaredError(color.expand(truth.shape), truth).item())
            errors.nearest.append(try meanSquaredError(nearest, truth).item())
        }
        meanColor.append(meanSquaredErrors: errors.color)
        nearestFrame.append(meanSquaredErrors: errors.nearest)
    }
}

extension TrajectoryDataset {
    /// Mean color of the training frames, `[1, 1, 3]`.
    func meanColor() throws(TorchError) -> Tensor {
        let frames = try Tensor(trainingFrames.map(Int64.init), shape: [trainingFrames.count], device: colors.device)
        let all = try colors.reshape([count, frameCount, pixelCount, 3]).indexSelect(dimension: 1, indices: frames)
        return try all.to(.float32).mean(dimensions: [0, 1, 2]).reshape([1, 1, 3]) / 255
    }

    /// The training frame whose pose is nearest: a unit of length counts as one radian.
    func nearestTrainingFrame(_ trajectory: Int, _ frame: Int) throws(TorchError) -> Int {
        func pose(_ frame: Int) throws(TorchError) -> (Tensor, Tensor) {
            (
                try quaternions.select(dimension: 0, trajectory).select(dimension: 0, frame),
                try positions.select(dimension: 0, trajectory).select(dimension: 0, frame)
            )
        }
        let (rotation, position) = try pose(frame)
        var nearest = (frame: trainingFrames[0], distance: Double.infinity)
        for candidate in trainingFrames {
            let (otherRotation, otherPosition) = try pose(candidate)
            let angle = PathErrors.angle(cosine: try (rotation * otherRotation).sum().item())
            let distance = try (position - otherPosition).norm().item() + angle
            if distance < nearest.distance { nearest = (candidate, distance) }
        }
        return nearest.frame
    }
}
