/// The cells that an object fills.
package struct ObjectVolume: Sendable {
    package let grid: VoxelGrid
    /// ``Part`` of each cell, `[z, y, x]`; 0 outside.
    package let parts: [UInt8]

    /// A cell is occupied if a quarter of its 8 samples are inside, which keeps a leg that is one cell thin in one piece.
    ///
    /// - Parameter resolution: number of cells on each side; a multiple of 32.
    package init(_ object: SceneObject, resolution: Int) {
        precondition(resolution % 32 == 0)
        let samples = SampleRows(object, resolution: resolution)
        var cells = Array(repeating: false, count: resolution * resolution * resolution)
        var parts = Array(repeating: 0 as UInt8, count: cells.count)
        for row in 0..<resolution * resolution {
            for word in 0..<samples.wordsPerRow {
                let rows = samples.words(row: row, word: word)
                var occupied = Self.occupied(rows)
                while occupied != 0 {
                    // Each cell is two bits of the word.
                    let cell = row * resolution + word * 32 + occupied.trailingZeroBitCount / 2
                    occupied &= occupied - 1
                    cells[cell] = true
                    parts[cell] = samples.parts[cell]
                }
            }
        }
        grid = VoxelGrid(resolution: resolution, cells: cells)
        self.parts = parts
    }

    /// The cells with enough samples, each as the lower of its two bits.
    private static func occupied(_ rows: SIMD4<UInt64>) -> UInt64 {
        guard rows != .zero else { return 0 }
        let lower: UInt64 = 0x5555_5555_5555_5555
        // Among 8 samples, at least two are those of a pair, or of two different pairs.
        let (both, any) = (rows & rows &>> 1 & lower, (rows | rows &>> 1) & lower)
        let two = both.x | both.y | both.z | both.w
        let pairs = (any.x & any.y) | (any.z & any.w) | ((any.x | any.y) & (any.z | any.w))
        return two | pairs
    }

    /// Two samples a cell on each axis, as bits of rows along x.
    private struct SampleRows {
        let resolution: Int
        /// `[2 z, 2 y, x / 32]`: 64 samples a word.
        var words: [UInt64]
        /// Part of the first piece that covers a sample of the cell, `[z, y, x]`.
        var parts: [UInt8]

        private var samples: Int { 2 * resolution }
        var wordsPerRow: Int { samples / 64 }

        init(_ object: SceneObject, resolution: Int) {
            self.resolution = resolution
            words = Array(repeating: 0, count: 4 * resolution * resolution * (2 * resolution / 64))
            parts = Array(repeating: 0, count: resolution * resolution * resolution)
            for primitive in object.primitives { fill(primitive) }
        }

        /// The four rows of samples of 32 cells of a row of cells.
        func words(row: Int, word: Int) -> SIMD4<UInt64> {
            let (z, y) = (row / resolution, row % resolution)
            let first = (2 * z * samples + 2 * y) * wordsPerRow + word
            let behind = first + samples * wordsPerRow
            return [words[first], words[first + wordsPerRow], words[behind], words[behind + wordsPerRow]]
        }

        private mutating func fill(_ primitive: Primitive) {
            let bounds = primitive.bounds
            let placement = primitive.placement
            let direction = placement.localDirection([1, 0, 0])
            for z in range(bounds.low.z, bounds.high.z) {
                for y in range(bounds.low.y, bounds.high.y) {
                    let start = placement.localPoint([0, coordinate(y), coordinate(z)])
                    guard let span = primitive.solid.span(Ray(origin: start, direction: direction)) else { continue }
                    fill(range(span.enter, span.exit), y: y, z: z, primitive.part)
                }
            }
        }

        private mutating func fill(_ run: Range<Int>, y: Int, z: Int, _ part: Part) {
            guard !run.isEmpty else { return }
            let row = (z * samples + y) * wordsPerRow
            for sample in run { words[row + sample / 64] |= 1 << UInt64(sample % 64) }
            let cells = ((z / 2) * resolution + y / 2) * resolution
            for cell in run.lowerBound / 2...(run.upperBound - 1) / 2 where parts[cells + cell] == 0 {
                parts[cells + cell] = part.rawValue
            }
        }

        private func coordinate(_ sample: Int) -> Double { (Double(sample) + 0.5) / Double(samples) - 0.5 }

        /// The samples between two coordinates.
        private func range(_ low: Double, _ high: Double) -> Range<Int> {
            func place(_ coordinate: Double) -> Int {
                Int(max(0, min(Double(samples), ((coordinate + 0.5) * Double(samples) - 0.5).rounded(.up))))
            }
            let first = place(low)
            return first..<max(first, place(high))
        }
    }
}
