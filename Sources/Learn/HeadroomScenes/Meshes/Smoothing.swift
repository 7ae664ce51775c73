extension Mesh {
    /// The mesh with smoother vertices, by Taubin's filter (1995), which shrinks it far less than plain averaging.
    ///
    /// - Parameters:
    ///   - rounds: pairs of a step towards the mean of the neighbors and one away from it.
    ///   - inward: the share of the way towards the mean.
    ///   - outward: the share of the way back, a little greater.
    package func smoothed(rounds: Int, inward: Float = 0.5, outward: Float = 0.53) -> Mesh {
        var result = self
        for _ in 0..<rounds {
            result.moveToNeighbors(inward)
            result.moveToNeighbors(-outward)
        }
        return result
    }

    /// Moves each vertex a share of the way to the mean of its neighbors.
    private mutating func moveToNeighbors(_ share: Float) {
        var sums = Array(repeating: SIMD3<Float>.zero, count: vertices.count)
        var counts = Array(repeating: Float(0), count: vertices.count)
        for triangle in triangles {
            for corner in 0..<3 {
                // In a closed mesh each edge is passed once in either direction, so that every neighbor counts once.
                let (vertex, neighbor) = (Int(triangle[corner]), Int(triangle[(corner + 1) % 3]))
                sums[vertex] += vertices[neighbor]
                counts[vertex] += 1
            }
        }
        for index in vertices.indices where counts[index] > 0 {
            vertices[index] += (sums[index] / counts[index] - vertices[index]) * share
        }
    }
}
