extension Mesh {
    /// The enclosed volume, by the divergence theorem; negative where the triangles are inside out.
    package var volume: Double {
        triangles.reduce(0) { sum, triangle in
            let (a, b, c) = corners(triangle)
            return sum + (SIMD3<Double>(a) * cross(SIMD3<Double>(b), SIMD3<Double>(c))).sum() / 6
        }
    }

    /// The area of all triangles.
    package var area: Double { triangles.reduce(0) { $0 + area(of: $1) } }

    func area(of triangle: SIMD3<UInt32>) -> Double {
        let (a, b, c) = corners(triangle)
        let product = cross(SIMD3<Double>(b) - SIMD3<Double>(a), SIMD3<Double>(c) - SIMD3<Double>(a))
        return (product * product).sum().squareRoot() / 2
    }

    /// The least and the greatest coordinates of the vertices; nil without any.
    package var bounds: (low: SIMD3<Float>, high: SIMD3<Float>)? {
        guard let first = vertices.first else { return nil }
        var (low, high) = (first, first)
        for vertex in vertices { (low, high) = (pointwiseMin(low, vertex), pointwiseMax(high, vertex)) }
        return (low, high)
    }

    /// Vertices that triangles use, less edges, plus triangles: 2 for each closed surface without a hole, and 2 less for
    /// each hole through it.
    package var eulerCharacteristic: Int {
        var isUsed = Array(repeating: false, count: vertices.count)
        for triangle in triangles { for corner in 0..<3 { isUsed[Int(triangle[corner])] = true } }
        let used = isUsed.reduce(0) { $0 + ($1 ? 1 : 0) }
        return used - MeshEdges(of: triangles).count + triangles.count
    }

    /// Whether each edge belongs to exactly two triangles.
    ///
    /// Indices count and not positions: equal ones are joined by ``welded()``.
    package var isWatertight: Bool { !triangles.isEmpty && MeshEdges(of: triangles).allHaveTwoTriangles }

    /// Whether the two triangles at each edge pass it in opposite directions; such a mesh is watertight.
    package var isConsistentlyOriented: Bool { !triangles.isEmpty && MeshEdges(of: triangles).allArePassedBothWays }
}
