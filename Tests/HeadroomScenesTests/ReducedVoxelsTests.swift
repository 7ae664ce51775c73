import HeadroomNumerics
import HeadroomScenes
import Testing

/// Volumes with larger cells, and turned meshes.
@Suite struct ReducedVoxelsTests {
    @Test(arguments: [1, 2, 3, 4])
    func aCellIsOccupiedWhereAQuarterIs(_ factor: Int) {
        var generator = SeededGenerator(seed: UInt64(factor))
        let side = 5 * factor
        let grid = VoxelGrid(
            resolution: side,
            cells: (0..<side * side * side).map { _ in generator.next() % 4 == 0 }
        )
        let reduced = grid.reduced(by: factor)
        for index in reduced.cells.indices {
            let corner = [index % 5, index / 5 % 5, index / 25].map { $0 * factor }
            var count = 0
            for z in 0..<factor {
                for y in 0..<factor {
                    for x in 0..<factor { count += grid[corner[0] + x, corner[1] + y, corner[2] + z] ? 1 : 0 }
                }
            }
            #expect(reduced.cells[index] == (4 * count >= factor * factor * factor))
        }
    }

    /// Counter-clockwise seen from above: from the front to the right.
    @Test func aMeshTurnsCounterClockwise() {
        var mesh = TestMeshes.cube()
        mesh.vertices = [[0, 0.25, 1]] + mesh.vertices.dropFirst()
        let turned = mesh.turned(by: .degrees(90)).vertices[0]
        #expect((turned - [1, 0.25, 0]).length < 1e-6)
        #expect(
            (mesh.turned(by: .degrees(200)).turned(by: .degrees(-200)).vertices[3] - mesh.vertices[3]).length < 1e-6
        )
    }

    /// What a camera sees of a turned mesh is what one at the other azimuth saw.
    @Test func turningTheMeshIsMovingTheCamera() {
        var generator = SeededGenerator(seed: 7)
        let mesh = TestMeshes.colored(&generator)
        let camera = Camera(azimuth: .degrees(70), elevation: .degrees(20))
        let front = Camera(azimuth: .degrees(0), elevation: .degrees(20))
        let (first, second) = (
            MeshView(mesh, camera, size: 48).image(.uniform, using: &generator),
            MeshView(mesh.turned(by: .degrees(-70)), front, size: 48).image(.uniform, using: &generator)
        )
        let different = zip(first.bytes, second.bytes).count { abs(Int($0) - Int($1)) > 2 }
        #expect(different < first.bytes.count / 50)
        #expect(MeshView(mesh, camera, size: 48).image == first)
    }
}
