/// The triangles of marching cubes (Lorensen and Cline, 1987) for each way in which the eight corners of a cell can be
/// inside or outside.
///
/// They are derived: on each face of the cell, the surface leaves the inside by segments between the edges that it
/// crosses. Where both diagonals of a face differ, each inside corner is cut off by itself. That rule depends on the
/// corners of the face alone, so that the cells on both sides agree and no crack arises (the flaw of the original
/// table). The segments join to loops around the cell, each of which is cut into triangles, by edges that lie within the
/// cell: one on a face could coincide with an edge of the next cell.
///
/// Corner c lies at x = c & 1, y = c >> 1 & 1, z = c >> 2 & 1. Edge `4 * axis + k` runs along the axis, from the k-th of
/// the corners with 0 on it.
package enum MarchingCubesTable {
    /// For each case, whose bit c is set where corner c is inside: three edges for each triangle, counter-clockwise seen
    /// from outside.
    package static let triangles: [[SIMD3<Int>]] = (0..<256).map { inside in
        loops(inside).flatMap { loop in cut(loop, 0, loop.count - 1) ?? [] }
    }

    /// The corner with 0 on the axis of an edge.
    package static func lowCorner(_ edge: Int) -> Int {
        let axis = edge / 4
        let (first, second) = axis == 0 ? (1, 2) : axis == 1 ? (0, 2) : (0, 1)
        return (edge & 1) << first | (edge >> 1 & 1) << second
    }

    private static func corners(_ edge: Int) -> [Int] { [lowCorner(edge), lowCorner(edge) | 1 << (edge / 4)] }

    /// The corners of the six faces, counter-clockwise seen from outside the cell.
    private static let faces: [[Int]] = (0..<3).flatMap { axis in
        (0..<2).map { side in
            let (u, v, base) = (1 << ((axis + 1) % 3), 1 << ((axis + 2) % 3), side << axis)
            let face = [base, base | u, base | u | v, base | v]
            return side == 1 ? face : face.reversed()
        }
    }

    /// The loops of crossed edges around a cell.
    private static func loops(_ inside: Int) -> [[Int]] {
        // For each crossed edge the next one of its loop.
        var next: [Int: Int] = [:]
        for face in faces {
            let isInside = face.map { inside >> $0 & 1 == 1 }
            for start in 0..<4 where !isInside[start] && isInside[(start + 1) % 4] {
                // Along the face: in after `start`, out again after `end`.
                var end = (start + 1) % 4
                while isInside[(end + 1) % 4] { end = (end + 1) % 4 }
                next[edge(face[start], face[(start + 1) % 4])] = edge(face[end], face[(end + 1) % 4])
            }
        }
        var loops: [[Int]] = []
        while let first = next.keys.min() {
            var (loop, current) = ([] as [Int], first)
            while let following = next.removeValue(forKey: current) {
                loop.append(current)
                current = following
            }
            loops.append(loop)
        }
        return loops
    }

    private static func edge(_ a: Int, _ b: Int) -> Int {
        (0..<12).first { corners($0) == [min(a, b), max(a, b)] } ?? 0
    }

    /// Triangles of the polygon of a loop's edges from `start` to `end` whose sides lie on no face; nil where there are
    /// none.
    private static func cut(_ loop: [Int], _ start: Int, _ end: Int) -> [SIMD3<Int>]? {
        if end - start < 2 { return [] }
        for middle in start + 1..<end {
            guard isAllowed(loop, start, middle), isAllowed(loop, middle, end),
                let first = cut(loop, start, middle), let second = cut(loop, middle, end)
            else { continue }
            return first + [SIMD3(loop[start], loop[middle], loop[end])] + second
        }
        return nil
    }

    /// Whether two edges of a loop are neighbors in it, or lie on no common face.
    private static func isAllowed(_ loop: [Int], _ first: Int, _ second: Int) -> Bool {
        if second - first == 1 || first == 0 && second == loop.count - 1 { return true }
        let corners = Set(corners(loop[first]) + corners(loop[second]))
        return !faces.contains { corners.isSubset(of: $0) }
    }
}
