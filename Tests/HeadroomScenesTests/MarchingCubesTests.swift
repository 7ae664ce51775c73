import HeadroomNumerics
import HeadroomScenes
import Testing

/// Surfaces of known shapes, and of noise.
@Suite struct MarchingCubesTests {
    /// Values of a function of the centers of cells, from -0.5 to 0.5.
    private func grid(_ resolution: Int, _ value: (SIMD3<Float>) -> Float) -> ScalarGrid {
        var grid = ScalarGrid(
            resolution: resolution,
            values: Array(repeating: 0, count: resolution * resolution * resolution)
        )
        for z in 0..<resolution {
            for y in 0..<resolution {
                for x in 0..<resolution {
                    grid[x, y, z] = value((SIMD3(Float(x), Float(y), Float(z)) + 0.5) / Float(resolution) - 0.5)
                }
            }
        }
        return grid
    }

    private func length(_ vector: SIMD3<Float>) -> Float { (vector * vector).sum().squareRoot() }

    @Test func sphere() {
        let radius: Float = 0.35
        let center: SIMD3<Float> = [0.03, -0.02, 0.05]
        let mesh = grid(48) { radius - length($0 - center) }.surface(atLeast: 0)
        let (r, pi) = (Double(radius), Double.pi)
        #expect(abs(mesh.volume / (4 / 3 * pi * r * r * r) - 1) < 0.01)
        #expect(abs(mesh.area / (4 * pi * r * r) - 1) < 0.01)
        #expect(mesh.eulerCharacteristic == 2 && mesh.isWatertight && mesh.isConsistentlyOriented)
        // Each vertex lies on the sphere up to the curvature within an edge, and its normal points away from the center.
        for (vertex, normal) in zip(mesh.vertices, mesh.vertexNormals) {
            let offset = vertex - center
            #expect(abs(length(offset) - radius) < 0.001)
            #expect((normal * offset).sum() / length(offset) > 0.95)
        }
    }

    @Test func torus() {
        let (large, small) = (Float(0.3), Float(0.1))
        let mesh = grid(64) { p in
            let ring = (p.x * p.x + p.z * p.z).squareRoot() - large
            return small - (ring * ring + p.y * p.y).squareRoot()
        }.surface(atLeast: 0)
        #expect(mesh.eulerCharacteristic == 0 && mesh.isConsistentlyOriented)
        #expect(abs(mesh.volume / (2 * .pi * .pi * 0.3 * 0.01) - 1) < 0.01)
        #expect(abs(mesh.area / (4 * .pi * .pi * 0.3 * 0.1) - 1) < 0.01)
    }

    /// A linear function is interpolated exactly.
    @Test func plane() {
        let mesh = grid(9) { $0.x + 0.5 * $0.y }.surface(atLeast: 0.1)
        let inner = mesh.vertices.filter { max(abs($0.x), abs($0.y), abs($0.z)) < 0.44 }
        #expect(inner.count > 50)
        #expect(inner.allSatisfy { abs($0.x + 0.5 * $0.y - 0.1) < 1e-6 })
    }

    /// Noise has every ambiguous case; whole numbers put values exactly on the threshold.
    @Test(arguments: 0..<24)
    func noiseIsWatertight(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let resolution = 4 + Int(seed % 9)
        let levels = 2 + Int(seed % 5)
        let threshold = 1 + Int(seed) % (levels - 1)
        let values = (0..<resolution * resolution * resolution).map { _ in
            Float(Int.random(in: 0..<levels, using: &generator))
        }
        let field = ScalarGrid(resolution: resolution, values: values)
        let mesh = field.surface(atLeast: Float(threshold))
        #expect(mesh.isWatertight && mesh.isConsistentlyOriented)
        #expect(mesh.volume > 0)
        #expect(mesh.vertices.allSatisfy { max(abs($0.x), abs($0.y), abs($0.z)) <= 0.5 })
        // Of equal positions none are joined, so that files which repeat corners are watertight as well.
        let welded = mesh.welded()
        #expect(welded.vertices.count == mesh.vertices.count && welded.triangles.count == mesh.triangles.count)
        // The inside is again the cells that reach the threshold.
        #expect(VoxelGrid(centersIn: mesh, resolution: resolution) == field.cells(atLeast: Float(threshold)))
    }

    @Test func everyCaseOfACellUsesTheCrossedEdgesOnly() {
        for (inside, triangles) in MarchingCubesTable.triangles.enumerated() {
            let crossed = (0..<12).filter { edge in
                let low = MarchingCubesTable.lowCorner(edge)
                return (inside >> low & 1) != (inside >> (low | 1 << (edge / 4)) & 1)
            }
            #expect(Set(triangles.flatMap { [$0.x, $0.y, $0.z] }) == Set(crossed))
        }
        // The number of the classic table's triangles for a single corner, an edge, and a face.
        #expect([1, 3, 15].map { MarchingCubesTable.triangles[$0].count } == [1, 2, 2])
    }

    @Test func theBoundaryOfTheCubeClosesTheSurface() {
        let full = ScalarGrid(resolution: 5, values: Array(repeating: 1, count: 125)).surface(atLeast: 0.5)
        #expect(full.isConsistentlyOriented && full.eulerCharacteristic == 2)
        // The cube, whose edges and corners are cut off by half a cell.
        #expect(full.bounds?.low == [-0.5, -0.5, -0.5] && full.bounds?.high == [0.5, 0.5, 0.5])
        #expect(full.volume > 0.9 && full.volume < 1)
    }

    @Test func fieldsWithoutASurface() {
        #expect(VoxelGrid(resolution: 3).surface.triangles.isEmpty)
        let undefined = ScalarGrid(resolution: 2, values: [.nan, 1, .infinity, -.infinity, 0, 2, .nan, 1])
        let mesh = undefined.surface(atLeast: 1)
        #expect(mesh.isConsistentlyOriented)
        #expect(mesh.vertices.allSatisfy { $0.x.isFinite && $0.y.isFinite && $0.z.isFinite })
    }
}
