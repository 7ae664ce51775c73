/// A volume in the format of binvox (Min), as in ShapeNet and R2N2.
package struct Binvox: Equatable, Sendable {
    package var grid: VoxelGrid
    /// Where the first corner of the cube lies in the frame of the mesh that the volume was made of.
    package var translate: SIMD3<Double>
    /// The side of the cube in that frame.
    package var scale: Double

    /// Files of 1024 cells on a side are read, of more not.
    private static let mostCells = 1024

    package init(grid: VoxelGrid, translate: SIMD3<Double> = .zero, scale: Double = 1) {
        (self.grid, self.translate, self.scale) = (grid, translate, scale)
    }

    package init(contentsOf path: String) throws(SceneFileError) {
        try self.init(decoding: try SceneFile.read(path), name: path)
    }

    package init(decoding bytes: [UInt8], name: String) throws(SceneFileError) {
        guard bytes.has("#binvox") else { throw SceneFileError("\(name) does not begin with #binvox") }
        self.init(grid: VoxelGrid(resolution: 1))
        let (offset, resolution) = try readHeader(bytes, name)
        grid = VoxelGrid(resolution: resolution)
        try readRuns(bytes[offset...], name)
    }

    /// Reads the lines up to `data`.
    ///
    /// - Returns: the byte of the first run, and the number of cells on each side.
    private mutating func readHeader(
        _ bytes: [UInt8],
        _ name: String
    ) throws(SceneFileError) -> (offset: Int, resolution: Int) {
        var stream = ByteStream(bytes, name: name)
        var (resolution, line) = (0, 0)
        while let next = try stream.readLine(limit: 1 << 10) {
            line += 1
            let words = String(decoding: next, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init)
            let numbers = words.dropFirst().compactMap { Double($0) }.filter(\.isFinite)
            switch (words.first, numbers.count) {
            case ("data", 0):
                guard resolution > 0 else { throw SceneFileError("\(name) has no line dim before its data") }
                return (stream.offset, resolution)
            case ("dim", 3):
                guard Set(numbers).count == 1, let side = Int(exactly: numbers[0]), (1...Self.mostCells).contains(side)
                else {
                    throw SceneFileError(
                        "\(name), line \(line): the volume has \(words.dropFirst().joined(separator: " x ")) cells;"
                            + " cubes of up to \(Self.mostCells) on a side are read"
                    )
                }
                resolution = side
            case ("translate", 3): translate = SIMD3(numbers)
            case ("scale", 1): scale = numbers[0]
            default:
                // Other programs add comments.
                if words.first?.hasPrefix("#") != true {
                    throw SceneFileError("\(name), line \(line): the header cannot be read")
                }
            }
        }
        throw SceneFileError("\(name) has no line data")
    }

    /// Reads pairs of a value and the number of cells that have it.
    ///
    /// In the file y changes fastest, then z, then x.
    private mutating func readRuns(_ runs: ArraySlice<UInt8>, _ name: String) throws(SceneFileError) {
        let side = grid.resolution
        var cell = 0
        for run in stride(from: runs.startIndex, to: runs.endIndex - 1, by: 2) {
            let (value, count) = (runs[run], Int(runs[run + 1]))
            guard value <= 1 else { throw SceneFileError("\(name), byte \(run): the value of a cell is \(value)") }
            guard cell + count <= grid.cells.count else {
                throw SceneFileError("\(name), byte \(run): there are more than \(grid.cells.count) cells")
            }
            if value == 1 {
                for index in cell..<cell + count {
                    grid[index / (side * side), index % side, index / side % side] = true
                }
            }
            cell += count
        }
        guard cell == grid.cells.count else {
            throw SceneFileError(
                "\(name) ends after \(cell) of \(grid.cells.count) cells",
                hint: "The file is incomplete; copy it again."
            )
        }
    }

    /// The bytes of the file.
    package var encoded: [UInt8] {
        let side = grid.resolution
        var file = Array(
            """
            #binvox 1
            dim \(side) \(side) \(side)
            translate \(translate.x) \(translate.y) \(translate.z)
            scale \(scale)
            data

            """.utf8
        )
        var run: (value: UInt8, count: UInt8) = (0, 0)
        for x in 0..<side {
            for z in 0..<side {
                for y in 0..<side {
                    let value: UInt8 = grid[x, y, z] ? 1 : 0
                    if run.count == 255 || run.count > 0 && value != run.value {
                        file += [run.value, run.count]
                        run.count = 0
                    }
                    run = (value, run.count + 1)
                }
            }
        }
        return file + [run.value, run.count]
    }

    package func write(to path: String) throws(SceneFileError) { try SceneFile.write(encoded, to: path) }
}
