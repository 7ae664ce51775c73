import HeadroomScenes

/// How well the held-out frames of trajectories are made of their other frames, by true depths and poses.
///
/// This tests the data: with a wrong camera, pose or depth the frames do not fit together.
package struct DepthWarpQuality: Sendable {
    /// Of the held-out frames.
    package private(set) var frames = FrameQuality()
    /// Mean absolute error of the known depths, in meters.
    package private(set) var depthError = 0.0
    /// Mean share of a picture that the other frames see.
    package private(set) var filledShare = 0.0

    /// - Parameter sources: frames that each is made of.
    package init(_ trajectories: [Trajectory], sources: Int) {
        let warp = DepthWarp(sources: sources)
        var (depthErrors, shares): ([Double], [Double]) = ([], [])
        for trajectory in trajectories {
            var ownErrors: [Double] = []
            for index in trajectory.frames.indices where trajectory.isHeldOut(index) {
                let frame = trajectory.frames[index]
                let near = trajectory.trainingFrames(nearestTo: index).prefix(warp.sources)
                let view = warp.view(from: frame.pose, trajectory.intrinsics, near.map { trajectory.frames[$0] })
                var error = 0.0
                for (byte, value) in frame.image.bytes.enumerated() {
                    let difference = Double(view.colors[byte / 3][byte % 3]) - Double(value) / 255
                    error += difference * difference
                }
                ownErrors.append(error / Double(max(1, frame.image.bytes.count)))
                let known = frame.depths.indices.filter { frame.depths[$0] > 0 && view.depths[$0] > 0 }
                if !known.isEmpty {
                    let sum = known.reduce(0.0) { $0 + Double(abs(frame.depths[$1] - view.depths[$1])) }
                    depthErrors.append(sum / Double(known.count))
                }
                shares.append(view.filledShare)
            }
            frames.append(meanSquaredErrors: ownErrors)
        }
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }
        (depthError, filledShare) = (mean(depthErrors), mean(shares))
    }
}

extension Trajectory {
    /// Whether a frame is not trained on: every fourth, from the third on.
    func isHeldOut(_ frame: Int) -> Bool { frame % 4 == 2 }

    /// The training frames, that with the nearest pose first: a radian counts as much as the median depth.
    func trainingFrames(nearestTo frame: Int) -> [Int] {
        let pose = frames[frame].pose
        let depths = frames[frame].depths.filter { $0 > 0 }.sorted()
        let scale = depths.isEmpty ? 1 : Double(depths[depths.count / 2])
        func distance(_ other: Placement) -> Double {
            let cosine = (other.quaternion * pose.quaternion).sum()
            return (other.origin - pose.origin).length + scale * PathErrors.angle(cosine: cosine)
        }
        return frames.indices.filter { !isHeldOut($0) }
            .map { ($0, distance(frames[$0].pose)) }
            .sorted { ($0.1, $0.0) < ($1.1, $1.0) }
            .map(\.0)
    }
}
