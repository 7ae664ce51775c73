/// A surface of triangles.
///
/// The frame is that of glTF: right-handed, y up, z towards the viewer; an object fits in the cube from -0.5 to 0.5.
package struct Mesh: Equatable, Sendable {
    package var vertices: [SIMD3<Float>]
    /// Indices of the corners, counter-clockwise seen from outside.
    package var triangles: [SIMD3<UInt32>]
    /// Color of each vertex in sRGB, from 0 to 1; empty where it has none.
    package var colors: [SIMD3<Float>]
    /// Named parts, in the order of their triangles; empty where a file has none.
    package var parts: [MeshPart]

    package init(
        vertices: [SIMD3<Float>],
        triangles: [SIMD3<UInt32>],
        colors: [SIMD3<Float>] = [],
        parts: [MeshPart] = []
    ) {
        (self.vertices, self.triangles, self.colors, self.parts) = (vertices, triangles, colors, parts)
    }

    /// The corners of a triangle.
    package func corners(_ triangle: SIMD3<UInt32>) -> (SIMD3<Float>, SIMD3<Float>, SIMD3<Float>) {
        (vertices[Int(triangle.x)], vertices[Int(triangle.y)], vertices[Int(triangle.z)])
    }

    /// A part as a mesh of its own, with the vertices that its triangles use.
    package func mesh(of part: MeshPart) -> Mesh {
        var (result, indices) = (Mesh(vertices: [], triangles: []), [:] as [UInt32: UInt32])
        for triangle in triangles[part.triangles] {
            var corners = triangle
            for corner in 0..<3 {
                let old = triangle[corner]
                if let index = indices[old] {
                    corners[corner] = index
                } else {
                    corners[corner] = UInt32(result.vertices.count)
                    indices[old] = corners[corner]
                    result.vertices.append(vertices[Int(old)])
                    if !colors.isEmpty { result.colors.append(colors[Int(old)]) }
                }
            }
            result.triangles.append(corners)
        }
        return result
    }
}
