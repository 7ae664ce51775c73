/// An array of NumPy, in C order: the last index changes fastest.
package struct NumPyArray: Equatable, Sendable {
    package enum Values: Equatable, Sendable {
        case bool([Bool])
        case uint8([UInt8])
        case int32([Int32])
        case int64([Int64])
        case float32([Float])
        case float64([Double])
    }

    package let shape: [Int]
    package let values: Values

    package init(shape: [Int], _ values: Values) {
        precondition(shape.reduce(1, *) == values.count, "the values are not those of the shape")
        (self.shape, self.values) = (shape, values)
    }

    /// The occupancy of a volume, `[z, y, x]`.
    package init(_ grid: VoxelGrid) {
        self.init(shape: Array(repeating: grid.resolution, count: 3), .bool(grid.cells))
    }

    /// The values of a volume, `[z, y, x]`.
    package init(_ grid: ScalarGrid) {
        self.init(shape: Array(repeating: grid.resolution, count: 3), .float32(grid.values))
    }

    package init(contentsOf path: String) throws(SceneFileError) {
        self = try NumPyFile.decode(try SceneFile.read(path), name: path)
    }

    package func write(to path: String) throws(SceneFileError) {
        try SceneFile.write(NumPyFile.encode(self), to: path)
    }

    /// The values as floats, of any type.
    package var floats: [Float] {
        switch values {
        case .bool(let values): values.map { $0 ? 1 : 0 }
        case .uint8(let values): values.map(Float.init)
        case .int32(let values): values.map(Float.init)
        case .int64(let values): values.map(Float.init)
        case .float32(let values): values
        case .float64(let values): values.map(Float.init)
        }
    }
}

extension NumPyArray.Values {
    package var count: Int {
        switch self {
        case .bool(let values): values.count
        case .uint8(let values): values.count
        case .int32(let values): values.count
        case .int64(let values): values.count
        case .float32(let values): values.count
        case .float64(let values): values.count
        }
    }
}
