package import HeadroomScenes

/// How meters become units of a scene, whose cube is from -1 to 1, and between which depths rays are sampled.
package struct SceneScale: Codable, Equatable, Sendable {
    /// Meters in a unit.
    package let metersPerUnit: Double
    /// Height that is at the middle of the cube, in meters.
    package let middleHeight: Double
    /// Depths in units.
    package let near, far: Double

    /// The smallest cube that holds almost all that the trajectories see.
    package init(_ trajectories: [Trajectory]) {
        var (lengths, heights, depths): ([Double], [Double], [Double]) = ([], [], [])
        for trajectory in trajectories {
            let (camera, frames) = (trajectory.intrinsics, trajectory.frames)
            for frame in frames {
                for pixel in stride(from: 0, to: frame.depths.count, by: Self.pixelStride) where frame.depths[pixel] > 0
                {
                    let (row, column) = (pixel / camera.width, pixel % camera.width)
                    let line = camera.direction(x: Double(column) + 0.5, y: Double(row) + 0.5)
                    let point = frame.pose.point(line * Double(frame.depths[pixel]))
                    lengths.append(max(abs(point.x), abs(point.z)))
                    heights.append(point.y)
                    depths.append(Double(frame.depths[pixel]))
                }
            }
        }
        let (low, high) = (Self.quantile(0.01, heights), Self.quantile(0.99, heights))
        middleHeight = (low + high) / 2
        metersPerUnit = max(Self.quantile(0.99, lengths), (high - low) / 2, 1e-6)
        near = Self.quantile(0.002, depths) * 0.8 / metersPerUnit
        far = max(Self.quantile(1, depths) * 1.02 / metersPerUnit, near + 1e-3)
    }

    /// A pose in units of the scene, of one in meters.
    package func inUnits(_ pose: Placement) -> Placement {
        var result = pose
        result.origin = (pose.origin - [0, middleHeight, 0]) / metersPerUnit
        return result
    }

    /// A pose in meters, of one in units of the scene.
    func inMeters(_ pose: Placement) -> Placement {
        var result = pose
        result.origin = pose.origin * metersPerUnit + [0, middleHeight, 0]
        return result
    }

    /// Every seventh pixel, so that neighboring rows have others.
    private static let pixelStride = 7

    private static func quantile(_ share: Double, _ values: [Double]) -> Double {
        guard !values.isEmpty else { return 1 }
        return values.sorted()[min(values.count - 1, Int(share * Double(values.count)))]
    }
}
