import HeadroomNumerics
import HeadroomScenes
import Testing

/// Volumes of meshes.
@Suite struct VoxelizationTests {
    /// The cells whose center fulfils a condition.
    private func cells(_ resolution: Int, _ contains: (SIMD3<Float>) -> Bool) -> VoxelGrid {
        var grid = VoxelGrid(resolution: resolution)
        for z in 0..<resolution {
            for y in 0..<resolution {
                for x in 0..<resolution {
                    grid[x, y, z] = contains((SIMD3(Float(x), Float(y), Float(z)) + 0.5) / Float(resolution) - 0.5)
                }
            }
        }
        return grid
    }

    /// The sides and edges of the cube go exactly through centers of cells: those on its lower sides count, those on its
    /// upper sides do not, or the other way round, but never half of a side.
    @Test(arguments: [Float(0.3), 0.25, 0.28125, 0.46875])
    func cube(_ half: Float) throws {
        let resolution = 32
        let grid = VoxelGrid(centersIn: TestMeshes.cube(half), resolution: resolution)
        let sides = (0..<3).map { axis in
            Set(grid.cells.indices.filter { grid.cells[$0] }.map { [$0 % 32, $0 / 32 % 32, $0 / 1024][axis] }).count
        }
        #expect(grid.occupiedCount == sides[0] * sides[1] * sides[2])
        for side in sides { #expect(abs(Float(side) - 2 * half * 32) <= 1) }
    }

    @Test func sphereByItsCenters() {
        // The polyhedron lies within the sphere, by up to 0.0005.
        let grid = VoxelGrid(centersIn: TestMeshes.sphere(0.4, levels: 5), resolution: 40)
        let outer = cells(40) { ($0 * $0).sum().squareRoot() < 0.4001 }
        let inner = cells(40) { ($0 * $0).sum().squareRoot() < 0.3995 }
        for index in grid.cells.indices {
            #expect(!grid.cells[index] || outer.cells[index])
            #expect(grid.cells[index] || !inner.cells[index])
        }
    }

    /// The union of overlapping parts, where counting crossings by their parity would make holes; and nothing depends on
    /// the orientation.
    @Test func overlappingPartsAreAUnion() {
        let (first, second) = (TestMeshes.cube(0.2, at: [-0.1, 0, 0]), TestMeshes.cube(0.2, at: [0.1, 0.05, 0]))
        var both = first
        both.vertices += second.vertices
        both.triangles += second.triangles.map { $0 &+ 8 }
        let grid = VoxelGrid(centersIn: both, resolution: 24)
        let parts = [first, second].map { VoxelGrid(centersIn: $0, resolution: 24) }
        #expect(grid.cells == zip(parts[0].cells, parts[1].cells).map { $0 || $1 })
        var reversed = both
        reversed.triangles = both.triangles.map { [$0.x, $0.z, $0.y] }
        #expect(VoxelGrid(centersIn: reversed, resolution: 24) == grid)
    }

    /// Of the three votes two are right where a side is missing.
    @Test func aMissingSideDoesNoHarm() {
        var open = TestMeshes.cube(0.31)
        open.triangles.removeLast(2)
        #expect(
            VoxelGrid(centersIn: open, resolution: 16) == VoxelGrid(centersIn: TestMeshes.cube(0.31), resolution: 16)
        )
    }

    @Test func thinPartsAreKept() {
        // A board 0.6 cells thick, which lies between the centers of two layers.
        var board = TestMeshes.cube(0.3)
        for index in board.vertices.indices { board.vertices[index].y *= 0.3 / 16 / 0.3 }
        #expect(VoxelGrid(centersIn: board, resolution: 16).occupiedCount == 0)
        #expect(VoxelGrid(solid: board, resolution: 16).occupiedCount > 100)
    }

    @Test func partsOutsideTheCubeAreCutOff() {
        let large = TestMeshes.cube(1e20)
        #expect(VoxelGrid(solid: large, resolution: 8).occupancy == 1)
        #expect(VoxelGrid(surfaceOf: large, resolution: 8).occupiedCount == 0)
        let beside = TestMeshes.cube(0.2, at: [0.5, 0, 0])
        #expect(VoxelGrid(solid: beside, resolution: 20).occupiedCount == 4 * 8 * 8)
    }

    /// The surface of a cube in general position: every cell that its sides pass through, and no other.
    @Test func surfaceOfACube() {
        let grid = VoxelGrid(surfaceOf: TestMeshes.cube(0.31), resolution: 20)
        let expected = cells(20) { center in
            // The cell spans 0.025 about its center.
            let far = max(abs(center.x), abs(center.y), abs(center.z))
            return abs(far - 0.31) < 0.025
        }
        #expect(grid == expected)
        #expect(grid.filling == .surface)
        #expect(grid.filled == cells(20) { max(abs($0.x), abs($0.y), abs($0.z)) < 0.335 })
    }

    /// Points of the surface lie in cells of the surface.
    @Test(arguments: 0..<4)
    func surfaceCoversItsPoints(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let mesh = TestMeshes.colored(&generator)
        let grid = VoxelGrid(surfaceOf: mesh, resolution: 24)
        for point in mesh.surfacePoints(5000, using: &generator) {
            let cell = (SIMD3<Float>(point.position) + 0.5) * 24
            #expect(grid[Int(cell.x), Int(cell.y), Int(cell.z)])
        }
        // No more than the shell: the cells within one and a half cells of it.
        #expect(Double(grid.occupiedCount) < mesh.area * 24 * 24 * 3)
    }
}
