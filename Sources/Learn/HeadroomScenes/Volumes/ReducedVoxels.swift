extension VoxelGrid {
    /// The volume with larger cells, occupied where at least a quarter of the smaller ones in them are.
    ///
    /// A quarter and not half, so that what is half as thin as a cell is kept.
    ///
    /// - Parameter factor: number of cells on each side that become one; divides the resolution.
    package func reduced(by factor: Int) -> VoxelGrid {
        precondition(factor > 0 && resolution % factor == 0, "the factor does not divide the resolution")
        if factor == 1 { return self }
        let side = resolution / factor
        var counts = Array(repeating: 0 as Int32, count: side * side * side)
        var index = 0
        for z in 0..<resolution {
            for y in 0..<resolution {
                let row = (z / factor * side + y / factor) * side
                for x in 0..<resolution {
                    if cells[index] { counts[row + x / factor] += 1 }
                    index += 1
                }
            }
        }
        let least = Int32((factor * factor * factor + 3) / 4)
        return VoxelGrid(resolution: side, cells: counts.map { $0 >= least })
    }
}
