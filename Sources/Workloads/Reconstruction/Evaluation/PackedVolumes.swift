import HeadroomScenes
package import HeadroomTorch

/// Volumes of 0 and 1 as bits, to compare many of them with many.
package struct PackedVolumes {
    /// Number of words of a volume.
    private let wordCount: Int
    private var words: [UInt64]

    let count: Int

    /// - Parameter volumes: `[count, 1, resolution, resolution, resolution]`, 0 or 1, 8 bits.
    package init(_ volumes: Tensor) throws(TorchError) {
        let shape = volumes.shape
        count = shape[0]
        wordCount = shape[2] * shape[3] * shape[4] / 64
        words = Array(repeating: 0, count: count * wordCount)
        for volume in 0..<count {
            let cells = try volumes.select(dimension: 0, volume).floats()
            for (cell, value) in cells.enumerated() where value != 0 {
                words[volume * wordCount + cell / 64] |= 1 << UInt64(cell % 64)
            }
        }
    }

    /// - Parameter grids: all of the same resolution, a multiple of four.
    init(_ grids: [VoxelGrid]) {
        count = grids.count
        wordCount = (grids.first?.cells.count ?? 0) / 64
        words = Array(repeating: 0, count: count * wordCount)
        for (volume, grid) in grids.enumerated() {
            for (cell, isOccupied) in grid.cells.enumerated() where isOccupied {
                words[volume * wordCount + cell / 64] |= 1 << UInt64(cell % 64)
            }
        }
    }

    /// Number of occupied cells of all volumes.
    var occupiedCount: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// Intersection over union of a volume with one of another list.
    package func intersectionOverUnion(_ index: Int, with other: PackedVolumes, _ otherIndex: Int) -> Double {
        var (both, either) = (0, 0)
        let (start, otherStart) = (index * wordCount, otherIndex * wordCount)
        for word in 0..<wordCount {
            let (first, second) = (words[start + word], other.words[otherStart + word])
            both += (first & second).nonzeroBitCount
            either += (first | second).nonzeroBitCount
        }
        return either == 0 ? 1 : Double(both) / Double(either)
    }

    /// The volume of another list, not empty, that overlaps most with a volume.
    func nearest(_ index: Int, in other: PackedVolumes) -> (index: Int, overlap: Double) {
        (0..<other.count).reduce(into: (0, -1)) { best, candidate in
            let overlap = intersectionOverUnion(index, with: other, candidate)
            if overlap > best.1 { best = (candidate, overlap) }
        }
    }

    /// Intersection over union of a volume with the cells whose values reach a threshold.
    ///
    /// - Parameter values: `[z, y, x]` of a volume.
    package func intersectionOverUnion(_ index: Int, with values: ArraySlice<Float>, threshold: Float) -> Double {
        var (both, either) = (0, 0)
        for (cell, value) in zip(0..., values) {
            let isOccupied = words[index * wordCount + cell / 64] >> UInt64(cell % 64) & 1 == 1
            let isPredicted = value >= threshold
            both += isOccupied && isPredicted ? 1 : 0
            either += isOccupied || isPredicted ? 1 : 0
        }
        return either == 0 ? 1 : Double(both) / Double(either)
    }
}
