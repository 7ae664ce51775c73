extension Mesh {
    /// Points on the surface, uniform by area; none where the mesh has no area.
    ///
    /// Normals are those of the triangles: outward where their corners are in counterclockwise order from outside.
    package func surfacePoints(_ count: Int, using generator: inout some RandomNumberGenerator) -> [SurfacePoint] {
        var (ends, total) = ([] as [Double], 0.0)
        ends.reserveCapacity(triangles.count)
        for triangle in triangles {
            total += area(of: triangle)
            ends.append(total)
        }
        guard total > 0, total.isFinite else { return [] }
        return (0..<count).map { _ in
            let place = Double.random(in: 0..<total, using: &generator)
            var (low, high) = (0, ends.count - 1)
            while low < high {
                let middle = (low + high) / 2
                if ends[middle] > place { high = middle } else { low = middle + 1 }
            }
            let (a, b, c) = corners(triangles[low])
            // Uniform in a triangle by the root of the first draw (Osada and others, 2002).
            let root = Float.random(in: 0...1, using: &generator).squareRoot()
            let second = Float.random(in: 0...1, using: &generator)
            let position = a * (1 - root) + b * (root * (1 - second)) + c * (root * second)
            return SurfacePoint(
                position: Vector(position),
                normal: (Vector(b) - Vector(a)).cross(Vector(c) - Vector(a)).normalized
            )
        }
    }
}
