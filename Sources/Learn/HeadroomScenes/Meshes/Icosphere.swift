extension Mesh {
    /// A sphere of triangles of almost equal size: an icosahedron, each of whose triangles is divided into four as often
    /// as given.
    ///
    /// It has `10 * 4^divisions + 2` vertices.
    package static func icosphere(radius: Float, divisions: Int) -> Mesh {
        // The vertices of the icosahedron are the corners of three rectangles in the golden ratio.
        let g = (1 + Float(5).squareRoot()) / 2
        var mesh = Mesh(
            vertices: [
                [-1, g, 0], [1, g, 0], [-1, -g, 0], [1, -g, 0], [0, -1, g], [0, 1, g], [0, -1, -g], [0, 1, -g],
                [g, 0, -1], [g, 0, 1], [-g, 0, -1], [-g, 0, 1],
            ],
            triangles: [
                [0, 11, 5], [0, 5, 1], [0, 1, 7], [0, 7, 10], [0, 10, 11], [1, 5, 9], [5, 11, 4], [11, 10, 2],
                [10, 7, 6], [7, 1, 8], [3, 9, 4], [3, 4, 2], [3, 2, 6], [3, 6, 8], [3, 8, 9], [4, 9, 5], [2, 4, 11],
                [6, 2, 10], [8, 6, 7], [9, 8, 1],
            ]
        )
        for _ in 0..<divisions { mesh = mesh.divided() }
        mesh.vertices = mesh.vertices.map { $0.normalized * radius }
        return mesh
    }

    /// The mesh with each triangle divided into four at the middles of its edges.
    private func divided() -> Mesh {
        var (result, middles) = (Mesh(vertices: vertices, triangles: []), [:] as [UInt64: UInt32])
        func middle(_ first: UInt32, _ second: UInt32) -> UInt32 {
            let key = UInt64(min(first, second)) << 32 | UInt64(max(first, second))
            if let index = middles[key] { return index }
            let index = UInt32(result.vertices.count)
            middles[key] = index
            result.vertices.append((vertices[Int(first)] + vertices[Int(second)]) / 2)
            return index
        }
        for t in triangles {
            let (a, b, c) = (middle(t.x, t.y), middle(t.y, t.z), middle(t.z, t.x))
            result.triangles += [[t.x, a, c], [a, t.y, b], [c, b, t.z], [a, b, c]]
        }
        return result
    }
}
