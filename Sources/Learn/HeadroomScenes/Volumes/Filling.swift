extension VoxelGrid {
    /// Whether a volume has an inside.
    package enum Filling: String, Sendable {
        /// Most of what the surface encloses is occupied.
        case solid
        /// The enclosed cells are empty: only the surface is occupied.
        case surface
        /// Nothing is enclosed, and no cell has six occupied neighbors: a thin or an open object.
        case thin
    }

    /// The empty cells that no path through empty neighbors joins to the outside of the cube.
    package var enclosedCells: VoxelGrid {
        var outside = self
        var pending: [Int] = []
        for index in cells.indices where !cells[index] && isAtBoundary(index) {
            outside.cells[index] = true
            pending.append(index)
        }
        while let index = pending.popLast() {
            forEachNeighbor(of: index) { neighbor in
                if !outside.cells[neighbor] {
                    outside.cells[neighbor] = true
                    pending.append(neighbor)
                }
            }
        }
        // Now occupied or reached from outside.
        return VoxelGrid(resolution: resolution, cells: outside.cells.map { !$0 })
    }

    /// The volume with the enclosed cells occupied as well.
    package var filled: VoxelGrid {
        VoxelGrid(resolution: resolution, cells: zip(cells, enclosedCells.cells).map { $0 || $1 })
    }

    /// Whether the volume is solid, by a flood from outside: a surface encloses more empty cells than inner ones are
    /// occupied.
    package var filling: Filling {
        let enclosed = enclosedCells.occupiedCount
        var inner = 0
        for index in cells.indices where cells[index] && !isAtBoundary(index) {
            var neighbors = 0
            forEachNeighbor(of: index) { neighbors += cells[$0] ? 1 : 0 }
            inner += neighbors == 6 ? 1 : 0
        }
        return enclosed > inner ? .surface : inner > 0 ? .solid : .thin
    }

    private func isAtBoundary(_ index: Int) -> Bool {
        let (x, y, z) = (index % resolution, index / resolution % resolution, index / (resolution * resolution))
        return min(x, y, z) == 0 || max(x, y, z) == resolution - 1
    }

    /// Calls for each of the up to six cells that share a face with one.
    func forEachNeighbor(of index: Int, _ body: (Int) -> Void) {
        let (row, plane) = (resolution, resolution * resolution)
        let (x, y, z) = (index % resolution, index / row % resolution, index / plane)
        if x > 0 { body(index - 1) }
        if x < resolution - 1 { body(index + 1) }
        if y > 0 { body(index - row) }
        if y < resolution - 1 { body(index + row) }
        if z > 0 { body(index - plane) }
        if z < resolution - 1 { body(index + plane) }
    }
}
