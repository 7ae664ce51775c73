extension Mesh {
    /// The unit normal at each vertex: the mean of those of its triangles, weighted by their areas.
    ///
    /// A vertex without an area has the normal (0, 1, 0).
    package var vertexNormals: [SIMD3<Float>] {
        var normals = Array(repeating: SIMD3<Float>.zero, count: vertices.count)
        for triangle in triangles {
            let (a, b, c) = corners(triangle)
            let normal = cross(b - a, c - a)
            for corner in 0..<3 { normals[Int(triangle[corner])] += normal }
        }
        return normals.map { normal in
            let length = (normal * normal).sum().squareRoot()
            return length > 0 && length.isFinite ? normal / length : [0, 1, 0]
        }
    }
}
