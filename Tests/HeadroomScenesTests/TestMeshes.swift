import HeadroomScenes

/// Small meshes of known measures.
enum TestMeshes {
    /// A cube with corners at the given distance from its center, at a position; its triangles are outward.
    static func cube(_ half: Float = 0.5, at center: SIMD3<Float> = .zero) -> Mesh {
        let vertices = (0..<8).map { index -> SIMD3<Float> in
            center + SIMD3(index & 1 == 0 ? -half : half, index & 2 == 0 ? -half : half, index & 4 == 0 ? -half : half)
        }
        let quads: [[UInt32]] = [
            [0, 2, 3, 1], [4, 5, 7, 6], [0, 1, 5, 4], [2, 6, 7, 3], [0, 4, 6, 2], [1, 3, 7, 5],
        ]
        return Mesh(
            vertices: vertices,
            triangles: quads.flatMap { [[$0[0], $0[1], $0[2]], [$0[0], $0[2], $0[3]]] as [SIMD3<UInt32>] }
        )
    }

    /// A sphere about the origin: an octahedron whose faces are split in four, again and again.
    static func sphere(_ radius: Float, levels: Int) -> Mesh {
        var vertices: [SIMD3<Float>] = [[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]]
        var triangles: [SIMD3<UInt32>] = [
            [0, 2, 4], [2, 1, 4], [1, 3, 4], [3, 0, 4], [2, 0, 5], [1, 2, 5], [3, 1, 5], [0, 3, 5],
        ]
        for _ in 0..<levels {
            var middles: [SIMD2<UInt32>: UInt32] = [:]
            func middle(_ a: UInt32, _ b: UInt32) -> UInt32 {
                let key = SIMD2(min(a, b), max(a, b))
                if let index = middles[key] { return index }
                let sum = vertices[Int(a)] + vertices[Int(b)]
                vertices.append(sum / (sum * sum).sum().squareRoot())
                middles[key] = UInt32(vertices.count - 1)
                return UInt32(vertices.count - 1)
            }
            triangles = triangles.flatMap { t -> [SIMD3<UInt32>] in
                let (ab, bc, ca) = (middle(t.x, t.y), middle(t.y, t.z), middle(t.z, t.x))
                return [[t.x, ab, ca], [ab, t.y, bc], [ca, bc, t.z], [ab, bc, ca]]
            }
        }
        return Mesh(vertices: vertices.map { $0 * radius }, triangles: triangles)
    }

    /// The sphere with irregular coordinates and a color for each vertex.
    static func colored(_ generator: inout some RandomNumberGenerator) -> Mesh {
        var mesh = sphere(0.3, levels: 2)
        for index in mesh.vertices.indices { mesh.vertices[index] *= Float.random(in: 0.9...1.1, using: &generator) }
        mesh.colors = mesh.vertices.map { _ in
            let channels = (0..<3).map { _ in Float(Int.random(in: 0...255, using: &generator)) / 255 }
            return SIMD3(channels)
        }
        return mesh
    }
}
