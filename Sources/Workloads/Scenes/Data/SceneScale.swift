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
    package init(_ extent: SceneExtent) {
        let (low, high) = (extent.heights.quantile(0.01), extent.heights.quantile(0.99))
        middleHeight = (low + high) / 2
        metersPerUnit = max(extent.lengths.quantile(0.99), (high - low) / 2, 1e-6)
        near = extent.depths.quantile(0.002) * 0.8 / metersPerUnit
        far = max(extent.depths.quantile(1) * 1.02 / metersPerUnit, near + 1e-3)
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
}
