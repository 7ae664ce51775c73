/// Triangles of flat polygons.
enum Polygon {
    /// The triangles of a polygon, in its orientation: a fan of a convex one, else by cutting off ears.
    ///
    /// - Parameters:
    ///   - corners: indices of its vertices, in order.
    ///   - vertices: their positions.
    static func triangles(_ corners: [UInt32], _ vertices: [SIMD3<Float>]) -> [SIMD3<UInt32>] {
        let corners = distinct(corners)
        guard corners.count > 3 else { return corners.count == 3 ? [[corners[0], corners[1], corners[2]]] : [] }
        let points = corners.map { SIMD3<Double>(vertices[Int($0)]) }
        let normal = normal(points)
        var remaining = Array(corners.indices)
        func turn(_ a: Int, _ b: Int, _ c: Int) -> Double {
            (cross(points[b] - points[a], points[c] - points[b]) * normal).sum()
        }
        let isConvex = remaining.allSatisfy {
            turn($0, ($0 + 1) % points.count, ($0 + 2) % points.count) >= 0
        }
        var result: [SIMD3<UInt32>] = []
        while remaining.count > 3, !isConvex {
            let count = remaining.count
            let ear = (0..<count).first { index in
                let (a, b, c) = (
                    remaining[(index + count - 1) % count], remaining[index], remaining[(index + 1) % count]
                )
                guard turn(a, b, c) > 0 else { return false }
                return !remaining.contains { other in
                    ![a, b, c].contains(other) && ![points[a], points[b], points[c]].contains(points[other])
                        && turn(a, b, other) >= 0 && turn(b, c, other) >= 0 && turn(c, a, other) >= 0
                }
            }
            // A polygon that crosses itself has no ear at some point; the rest is a fan.
            guard let ear else { break }
            result.append([
                corners[remaining[(ear + count - 1) % count]], corners[remaining[ear]],
                corners[remaining[(ear + 1) % count]],
            ])
            remaining.remove(at: ear)
        }
        for index in 1..<remaining.count - 1 {
            result.append([corners[remaining[0]], corners[remaining[index]], corners[remaining[index + 1]]])
        }
        return result
    }

    /// The corners without those that repeat their predecessor: some programs write a triangle as a square.
    private static func distinct(_ corners: [UInt32]) -> [UInt32] {
        corners.indices.filter { corners[$0] != corners[$0 == 0 ? corners.count - 1 : $0 - 1] }.map { corners[$0] }
    }

    /// Twice the area of a polygon as a vector along its normal (Newell's method).
    private static func normal(_ points: [SIMD3<Double>]) -> SIMD3<Double> {
        var sum = SIMD3<Double>.zero
        for index in 1..<points.count - 1 { sum += cross(points[index] - points[0], points[index + 1] - points[0]) }
        return sum
    }
}

/// The vector product.
func cross<T: SIMDScalar & BinaryFloatingPoint>(_ a: SIMD3<T>, _ b: SIMD3<T>) -> SIMD3<T> {
    SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
}
