/// Occupancy of the cells of a cube, which spans -0.5 to 0.5 on each axis.
package struct VoxelGrid: Equatable, Sendable {
    /// Number of cells on each side.
    package let resolution: Int
    /// `[z, y, x]`: x varies fastest.
    package var cells: [Bool]

    package init(resolution: Int) {
        self.init(resolution: resolution, cells: Array(repeating: false, count: resolution * resolution * resolution))
    }

    package init(resolution: Int, cells: [Bool]) {
        precondition(cells.count == resolution * resolution * resolution)
        (self.resolution, self.cells) = (resolution, cells)
    }

    package subscript(x: Int, y: Int, z: Int) -> Bool {
        get { cells[(z * resolution + y) * resolution + x] }
        set { cells[(z * resolution + y) * resolution + x] = newValue }
    }

    /// Number of occupied cells.
    package var occupiedCount: Int { cells.reduce(0) { $0 + ($1 ? 1 : 0) } }

    /// Share of occupied cells.
    package var occupancy: Double { Double(occupiedCount) / Double(cells.count) }

    /// Intersection over union with a grid of the same resolution; 1 for two empty grids.
    package func intersectionOverUnion(_ other: VoxelGrid) -> Double {
        precondition(resolution == other.resolution)
        var (both, either) = (0, 0)
        for (first, second) in zip(cells, other.cells) {
            both += first && second ? 1 : 0
            either += first || second ? 1 : 0
        }
        return either == 0 ? 1 : Double(both) / Double(either)
    }
}
