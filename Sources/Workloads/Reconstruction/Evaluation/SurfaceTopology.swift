import HeadroomScenes

/// The topology of reconstructed surfaces, and how smooth they are.
package struct SurfaceTopology: Sendable {
    /// Euler characteristic of each surface; nil where they differ.
    package let eulerCharacteristic: Int?
    /// Whether all surfaces are closed, and the triangles at each edge face the same way.
    package let isClosed: Bool
    /// Share of the edges at which the surface folds back: the normals of both triangles are more than 90 degrees apart.
    package let foldedEdges: Double
    /// Share of the surfaces that enclose a positive volume, which those that are inside out do not.
    package let facesOutward: Double

    /// - Returns: nil without surfaces, or where they have no triangles.
    init?(_ surfaces: [Mesh]) {
        guard let first = surfaces.first, !first.triangles.isEmpty else { return nil }
        let euler = first.eulerCharacteristic
        eulerCharacteristic = surfaces.allSatisfy { $0.eulerCharacteristic == euler } ? euler : nil
        isClosed = surfaces.allSatisfy(\.isConsistentlyOriented)
        let edges = surfaces.map(\.foldedEdges)
        foldedEdges = edges.reduce(0, +) / Double(surfaces.count)
        facesOutward = Double(surfaces.count { $0.volume > 0 }) / Double(surfaces.count)
    }
}

extension Mesh {
    /// Share of the edges between two triangles at which their normals are more than 90 degrees apart.
    fileprivate var foldedEdges: Double {
        let normals = triangles.map { triangle in
            let (a, b, c) = corners(triangle)
            return (b - a).cross(c - a)
        }
        // The triangle that passes each edge from its lesser end, and the one that passes it from the greater.
        var sides: [SIMD2<UInt32>: (Int?, Int?)] = [:]
        for (index, triangle) in triangles.enumerated() {
            for corner in 0..<3 {
                let (from, to) = (triangle[corner], triangle[(corner + 1) % 3])
                var pair = sides[[min(from, to), max(from, to)]] ?? (nil, nil)
                if from < to { pair.0 = index } else { pair.1 = index }
                sides[[min(from, to), max(from, to)]] = pair
            }
        }
        let angles = sides.values.compactMap { pair -> Float? in
            guard let first = pair.0, let second = pair.1 else { return nil }
            return normals[first].dot(normals[second])
        }
        return angles.isEmpty ? 0 : Double(angles.count { $0 < 0 }) / Double(angles.count)
    }
}
