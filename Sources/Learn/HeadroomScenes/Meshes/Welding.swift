extension Mesh {
    /// The mesh with one vertex for each position, without the triangles that have two equal corners.
    ///
    /// A vertex keeps the color of the first at its position. Parts are lost.
    package func welded() -> Mesh {
        var (result, indices) = (Mesh(vertices: [], triangles: []), [:] as [SIMD3<Float>: UInt32])
        indices.reserveCapacity(vertices.count / 4)
        let new = vertices.indices.map { old -> UInt32 in
            // Positive and negative zero are one position.
            let position = vertices[old] + 0
            if let index = indices[position] { return index }
            let index = UInt32(result.vertices.count)
            indices[position] = index
            result.vertices.append(position)
            if !colors.isEmpty { result.colors.append(colors[old]) }
            return index
        }
        for triangle in triangles {
            let corners = SIMD3(new[Int(triangle.x)], new[Int(triangle.y)], new[Int(triangle.z)])
            if corners.x != corners.y, corners.y != corners.z, corners.z != corners.x {
                result.triangles.append(corners)
            }
        }
        return result
    }
}
