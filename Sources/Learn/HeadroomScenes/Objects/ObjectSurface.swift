extension Primitive {
    /// Whether a point of the object's frame is inside or on the surface.
    func contains(_ point: Vector) -> Bool { solid.contains(placement.localPoint(point)) }
}

extension SceneObject {
    /// Whether a point is inside one of the pieces.
    package func contains(_ point: Vector) -> Bool { primitives.contains { $0.contains(point) } }

    /// Points on the surface, uniform by area: of the union of the pieces, without what lies inside another piece.
    package func surfacePoints(_ count: Int, using generator: inout some RandomNumberGenerator) -> [SurfacePoint] {
        var (ends, total) = ([] as [Double], 0.0)
        for primitive in primitives {
            total += primitive.solid.candidateArea
            ends.append(total)
        }
        var points: [SurfacePoint] = []
        points.reserveCapacity(count)
        while points.count < count {
            let place = Double.random(in: 0..<total, using: &generator)
            let index = ends.firstIndex { $0 > place } ?? ends.count - 1
            guard let local = primitives[index].solid.candidate(using: &generator) else { continue }
            let placement = primitives[index].placement
            let point = SurfacePoint(
                position: placement.point(local.position),
                normal: placement.direction(local.normal)
            )
            if isOutside(point, of: index) { points.append(point) }
        }
        return points
    }

    /// Whether a point on a piece is on the surface of the union.
    ///
    /// Of two pieces whose sides lie in one plane and face the same way, the first has the points of both.
    private func isOutside(_ point: SurfacePoint, of index: Int) -> Bool {
        let step = point.normal * 1e-6
        let (above, below) = (point.position + step, point.position - step)
        return primitives.indices.allSatisfy { other in
            other == index
                || !primitives[other].contains(above) && (other > index || !primitives[other].contains(below))
        }
    }
}
