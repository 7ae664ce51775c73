extension VoxelGrid {
    /// The largest set of occupied cells that are joined by common faces; of equal ones that with the first cell.
    package var largestComponent: VoxelGrid {
        var isSeen = Array(repeating: false, count: cells.count)
        var largest: [Int] = []
        for start in cells.indices where cells[start] && !isSeen[start] {
            isSeen[start] = true
            var component = [start]
            var next = 0
            while next < component.count {
                forEachNeighbor(of: component[next]) { neighbor in
                    if cells[neighbor], !isSeen[neighbor] {
                        isSeen[neighbor] = true
                        component.append(neighbor)
                    }
                }
                next += 1
            }
            if component.count > largest.count { largest = component }
        }
        var result = VoxelGrid(resolution: resolution)
        for index in largest { result.cells[index] = true }
        return result
    }
}
