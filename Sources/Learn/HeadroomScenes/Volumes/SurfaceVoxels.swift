extension VoxelGrid {
    /// The cells that a triangle of a mesh touches.
    ///
    /// - Parameter mesh: in the frame of the cube, which spans -0.5 to 0.5; what lies outside is left out.
    package init(surfaceOf mesh: Mesh, resolution: Int) {
        self.init(resolution: resolution)
        for triangle in mesh.triangles {
            let (a, b, c) = mesh.corners(triangle)
            let corners = [a, b, c].map { (SIMD3<Double>($0) + 0.5) * Double(resolution) }
            let low = pointwiseMin(pointwiseMin(corners[0], corners[1]), corners[2])
            let high = pointwiseMax(pointwiseMax(corners[0], corners[1]), corners[2])
            for z in cells(low.z, high.z) {
                for y in cells(low.y, high.y) {
                    for x in cells(low.x, high.x) where !self[x, y, z] {
                        let center = SIMD3(Double(x), Double(y), Double(z)) + 0.5
                        self[x, y, z] = Self.touches(corners.map { $0 - center })
                    }
                }
            }
        }
    }

    /// The cells that an interval touches, in cells.
    private func cells(_ low: Double, _ high: Double) -> Range<Int> {
        guard high >= 0, low <= Double(resolution) else { return 0..<0 }
        let last = Double(resolution - 1)
        return Int(min(max(low.rounded(.down), 0), last))..<Int(min(max(high.rounded(.down), 0), last)) + 1
    }

    /// Whether a triangle touches the cube from -0.5 to 0.5: no axis separates them (Akenine-Möller, 2001).
    private static func touches(_ corners: [SIMD3<Double>]) -> Bool {
        let units: [SIMD3<Double>] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
        let edges = [corners[1] - corners[0], corners[2] - corners[1], corners[0] - corners[2]]
        let axes = units + [cross(edges[0], edges[1])] + edges.flatMap { edge in units.map { cross($0, edge) } }
        return axes.allSatisfy { axis in
            let places = corners.map { ($0 * axis).sum() }
            let reach = (abs(axis.x) + abs(axis.y) + abs(axis.z)) / 2
            return min(places[0], places[1], places[2]) <= reach && max(places[0], places[1], places[2]) >= -reach
        }
    }
}
