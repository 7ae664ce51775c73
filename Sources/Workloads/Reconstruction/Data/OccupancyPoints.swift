package import HeadroomScenes

/// Points in and around a shape with their occupancy, as in `points.npz` of Occupancy Networks (arXiv 1812.03828).
package struct OccupancyPoints: Sendable {
    /// The shape spans at most -0.5 to 0.5.
    private let points: [SIMD3<Float>]
    private let isOccupied: [Bool]

    package init(contentsOf path: String) throws(SceneFileError) {
        let archive = try NumPyArchive(contentsOf: path)
        guard let points = archive["points"], let occupancies = archive["occupancies"] else {
            throw SceneFileError(
                "\(path) has the arrays \(archive.names.joined(separator: ", ")), not points and occupancies"
            )
        }
        guard points.shape.count == 2, points.shape[1] == 3, points.shape[0] > 0 else {
            throw SceneFileError("\(path): points has the shape \(points.shape), not [n, 3]")
        }
        let (values, count) = (points.floats, points.shape[0])
        guard values.allSatisfy(\.isFinite) else { throw SceneFileError("\(path): a point is not finite") }
        self.points = (0..<count).map { SIMD3(values[3 * $0], values[3 * $0 + 1], values[3 * $0 + 2]) }
        switch occupancies.values {
        case .bool(let values) where values.count == count: isOccupied = values
        // One bit for each point, the highest of a byte first, as packbits of NumPy writes them.
        case .uint8(let bytes) where bytes.count == (count + 7) / 8:
            isOccupied = (0..<count).map { bytes[$0 / 8] >> UInt8(7 - $0 % 8) & 1 == 1 }
        case .uint8(let bytes) where bytes.count == count: isOccupied = bytes.map { $0 != 0 }
        default:
            throw SceneFileError("\(path): occupancies does not have a bit or a value for each of \(count) points")
        }
    }

    /// The cells in which at least half of the points are occupied; where a cell has none, of those in the cells around.
    package func grid(resolution: Int) -> VoxelGrid {
        var counts = Array(repeating: SIMD2<Int32>.zero, count: resolution * resolution * resolution)
        for (point, isOccupied) in zip(points, isOccupied) {
            let cell = ((point + 0.5) * Float(resolution)).rounded(.down)
            guard cell.min() >= 0, cell.max() < Float(resolution) else { continue }
            let index = (Int(cell.z) * resolution + Int(cell.y)) * resolution + Int(cell.x)
            counts[index] &+= [isOccupied ? 1 : 0, 1]
        }
        var grid = VoxelGrid(resolution: resolution)
        for index in counts.indices {
            var sum = counts[index]
            if sum.y == 0 { sum = Self.sum(around: index, counts, resolution) }
            grid.cells[index] = sum.y > 0 && 2 * sum.x >= sum.y
        }
        return grid
    }

    private static func sum(around index: Int, _ counts: [SIMD2<Int32>], _ side: Int) -> SIMD2<Int32> {
        func range(_ center: Int) -> ClosedRange<Int> { max(0, center - 1)...min(side - 1, center + 1) }
        var sum = SIMD2<Int32>.zero
        for z in range(index / (side * side)) {
            for y in range(index / side % side) {
                for x in range(index % side) { sum &+= counts[(z * side + y) * side + x] }
            }
        }
        return sum
    }
}
