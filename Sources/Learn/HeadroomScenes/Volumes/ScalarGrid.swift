/// Values at the centers of the cells of a cube, such as probabilities of occupancy; the cube spans -0.5 to 0.5.
package struct ScalarGrid: Equatable, Sendable {
    /// Number of cells on each side.
    package let resolution: Int
    /// `[z, y, x]`: x varies fastest.
    package var values: [Float]

    package init(resolution: Int, values: [Float]) {
        precondition(values.count == resolution * resolution * resolution)
        (self.resolution, self.values) = (resolution, values)
    }

    package subscript(x: Int, y: Int, z: Int) -> Float {
        get { values[(z * resolution + y) * resolution + x] }
        set { values[(z * resolution + y) * resolution + x] = newValue }
    }

    /// The cells whose value is at least the threshold.
    package func cells(atLeast threshold: Float) -> VoxelGrid {
        VoxelGrid(resolution: resolution, cells: values.map { $0 >= threshold })
    }
}
