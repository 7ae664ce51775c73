import HeadroomNumerics
package import HeadroomScenes

/// A shape with a surface that points can be drawn from.
package protocol ShapeSurface: Sendable {
    /// Points on the surface, uniform by area; none where it has no area.
    func surface(_ count: Int, seed: UInt64) -> [SurfacePoint]
}

extension SceneObject: ShapeSurface {
    package func surface(_ count: Int, seed: UInt64) -> [SurfacePoint] {
        var generator = SeededGenerator(seed: seed, purpose: "surface")
        return surfacePoints(count, using: &generator)
    }
}
