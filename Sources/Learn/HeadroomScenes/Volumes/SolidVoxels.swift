extension VoxelGrid {
    /// The cells whose center lies in a mesh, which may be a union of closed parts.
    ///
    /// The winding numbers along the three axes vote, so that a flaw in the mesh harms single columns of one axis only.
    ///
    /// - Parameter mesh: in the frame of the cube, which spans -0.5 to 0.5; what lies outside is cut off.
    package init(centersIn mesh: Mesh, resolution: Int) {
        self.init(resolution: resolution)
        var votes = Array(repeating: UInt8(0), count: cells.count)
        for axis in 0..<3 {
            let winding = WindingNumbers(of: mesh, resolution: resolution, axis: axis)
            for index in votes.indices where winding.numbers[index] != 0 { votes[index] += 1 }
        }
        for index in votes.indices { cells[index] = votes[index] >= 2 }
    }

    /// The cells of which a mesh fills a quarter or more, by eight points in each: parts of half the width of a cell
    /// are kept, where the rule of centers loses them.
    package init(solid mesh: Mesh, resolution: Int) {
        self = VoxelGrid(centersIn: mesh, resolution: 2 * resolution).reduced(by: 2)
    }
}
