import HeadroomNumerics
package import HeadroomScenes

/// A shape in the frame of its volume and pictures.
package struct FramedShape: Sendable {
    package let source: ShapeSource
    /// Azimuth of the cameras, by which it was turned; nil in its own frame.
    package let turn: Angle?

    package init(source: ShapeSource, turn: Angle?) { (self.source, self.turn) = (source, turn) }

    /// Points on the surface, uniform by area.
    ///
    /// The file of a mesh is read each time, so that meshes need no memory. Where a file has the volume alone, it is the
    /// surface of that.
    package func surfacePoints(_ count: Int, seed: UInt64) throws(SceneFileError) -> [SurfacePoint] {
        var generator = SeededGenerator(seed: seed, purpose: "surface")
        let points: [SurfacePoint]
        if case .rendered(let shape) = source {
            points = try shape.surface.surfacePoints(count, using: &generator)
        } else if let shape = try source.drawable() {
            let turned = turn.map { shape.facing($0) } ?? shape
            points = turned.surfacePoints(count, using: &generator)
        } else {
            points = []
        }
        guard points.count == count else {
            throw SceneFileError("\(source.name) has a surface without an area", hint: "Leave it out.")
        }
        return points
    }
}
