/// How the triangles of a mesh use its edges.
struct MeshEdges {
    /// Number of distinct edges.
    private(set) var count = 0
    private(set) var allHaveTwoTriangles = true
    private(set) var allArePassedBothWays = true

    init(of triangles: [SIMD3<UInt32>]) {
        // Sorted by the two ends, the uses of an edge become neighbors.
        var uses: [(ends: UInt64, isReverse: Bool)] = []
        uses.reserveCapacity(triangles.count * 3)
        for triangle in triangles {
            for corner in 0..<3 {
                let (from, to) = (triangle[corner], triangle[(corner + 1) % 3])
                uses.append((UInt64(min(from, to)) << 32 | UInt64(max(from, to)), from > to))
            }
        }
        uses.sort { $0.ends < $1.ends }
        var start = 0
        while start < uses.count {
            var (end, reverse) = (start, 0)
            while end < uses.count, uses[end].ends == uses[start].ends {
                reverse += uses[end].isReverse ? 1 : 0
                end += 1
            }
            count += 1
            if end - start != 2 { allHaveTwoTriangles = false }
            if end - start != 2 || reverse != 1 { allArePassedBothWays = false }
            start = end
        }
    }
}
