import HeadroomScenes
import Testing

@Suite struct VoxelGridTests {
    /// A box of cells, from `low` up to and without `high` on each axis.
    private func box(_ low: SIMD3<Int>, _ high: SIMD3<Int>) -> VoxelGrid {
        var grid = VoxelGrid(resolution: 8)
        for z in low.z..<high.z { for y in low.y..<high.y { for x in low.x..<high.x { grid[x, y, z] = true } } }
        return grid
    }

    @Test func intersectionOverUnionOfKnownBoxes() {
        let left = box([0, 0, 0], [4, 4, 4])
        #expect(left.intersectionOverUnion(left) == 1)
        #expect(left.intersectionOverUnion(box([4, 4, 4], [8, 8, 8])) == 0)
        // Half of each is common.
        #expect(left.intersectionOverUnion(box([2, 0, 0], [6, 4, 4])) == 1.0 / 3)
        let empty = VoxelGrid(resolution: 8)
        #expect(empty.intersectionOverUnion(empty) == 1)
        #expect(empty.intersectionOverUnion(left) == 0)
    }

    @Test func occupancyIsTheShareOfCells() {
        #expect(box([0, 0, 0], [4, 8, 8]).occupancy == 0.5)
    }
}
