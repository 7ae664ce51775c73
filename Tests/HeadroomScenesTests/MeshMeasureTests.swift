import HeadroomNumerics
import HeadroomScenes
import Testing

@Suite struct MeshMeasureTests {
    @Test func cube() {
        var mesh = TestMeshes.cube(1, at: [3, -2, 5])
        #expect(mesh.volume == 8 && mesh.area == 24 && mesh.eulerCharacteristic == 2)
        #expect(mesh.isWatertight && mesh.isConsistentlyOriented)
        #expect(mesh.normalized().bounds?.low == [-0.46875, -0.46875, -0.46875])
        mesh.triangles[3] = [mesh.triangles[3].y, mesh.triangles[3].x, mesh.triangles[3].z]
        #expect(mesh.isWatertight && !mesh.isConsistentlyOriented)
        mesh.triangles.removeLast()
        #expect(!mesh.isWatertight && mesh.eulerCharacteristic == 1)
        let none = Mesh(vertices: [], triangles: [])
        #expect(!none.isWatertight && none.volume == 0 && none.eulerCharacteristic == 0)
    }

    /// Each face of a cube has a sixth of the points, and the points have the moments of a uniform face.
    @Test func sampledPointsAreUniform() {
        var generator = SeededGenerator(seed: 21)
        let count = 24_000
        let points = TestMeshes.cube().surfacePoints(count, using: &generator)
        #expect(points.count == count)
        for axis in 0..<3 {
            for side in [-0.5, 0.5] {
                let face = points.filter { abs($0.position[axis] - side) < 1e-6 }
                // The normals are outward.
                #expect(face.allSatisfy { $0.normal[axis] == 2 * side })
                // Within 5 standard deviations of the binomial distribution.
                #expect(abs(Double(face.count) - Double(count) / 6) < 5 * (Double(count) * 5 / 36).squareRoot())
                let along = face.map { $0.position[(axis + 1) % 3] }
                let square = along.reduce(0) { $0 + $1 * $1 } / Double(along.count)
                // The variance of a uniform draw is 1/12, that of its square 1/180.
                #expect(abs(square - 1.0 / 12) < 5 * (1 / (180 * Double(along.count))).squareRoot())
            }
        }
        #expect(Mesh(vertices: [.zero], triangles: [[0, 0, 0]]).surfacePoints(5, using: &generator).isEmpty)
    }

    @Test(arguments: [1, 2, 3, 50, 700])
    func treeFindsTheNearestPoint(_ count: Int) {
        var generator = SeededGenerator(seed: UInt64(count))
        func point() -> SIMD3<Float> {
            SIMD3((0..<3).map { _ in (Float.random(in: -1...1, using: &generator) * 8).rounded() / 8 })
        }
        let points = (0..<count).map { _ in point() }
        let tree = PointTree(points)
        for _ in 0..<200 {
            let position = point()
            let nearest = points.map { (($0 - position) * ($0 - position)).sum().squareRoot() }.min()
            #expect(tree.distance(to: position) == nearest)
        }
    }

    @Test func distancesOfPointSets() throws {
        let prediction: [SIMD3<Float>] = [[0, 0, 0], [1, 0, 0]]
        let truth: [SIMD3<Float>] = [[0, 0, 0], [1, 0, 2], [0, 0, 0], [1, 0, 0]]
        let distances = try #require(PointDistances(prediction: prediction, truth: truth))
        #expect(distances.toTruth == [0, 0] && distances.toPrediction == [0, 2, 0, 0])
        #expect(distances.chamfer == 0.25 && distances.squaredChamfer == 1)
        // A precision of 1 and a recall of 3/4.
        #expect(distances.fScore(within: 1) == 2 * 0.75 / 1.75)
        #expect(distances.fScore(within: 2) == 1)
        #expect(PointDistances(prediction: [], truth: truth) == nil)
    }

    /// Spheres of radius r and r + d lie d apart.
    @Test func distanceOfConcentricSpheres() throws {
        var generator = SeededGenerator(seed: 22)
        func points(_ radius: Float) -> [SIMD3<Float>] {
            TestMeshes.sphere(radius, levels: 5).surfacePoints(20_000, using: &generator).map { .init($0.position) }
        }
        let (inner, outer) = (points(0.3), points(0.35))
        let distances = try #require(PointDistances(prediction: inner, truth: outer))
        // Never nearer; farther by no more than the gaps between the points.
        #expect(distances.chamfer > 0.049 && distances.chamfer < 0.052)
        #expect(distances.fScore(within: 0.048) == 0 && distances.fScore(within: 0.06) > 0.999)
    }

    @Test func smoothingRemovesNoiseWithoutShrinking() {
        var generator = SeededGenerator(seed: 23)
        let sphere = TestMeshes.sphere(0.4, levels: 4)
        var noisy = sphere
        for index in noisy.vertices.indices {
            noisy.vertices[index] *= 1 + Float.random(in: -0.03...0.03, using: &generator)
        }
        func spread(_ mesh: Mesh) -> Float {
            let radii = mesh.vertices.map { ($0 * $0).sum().squareRoot() }
            let mean = radii.reduce(0, +) / Float(radii.count)
            return (radii.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(radii.count)).squareRoot()
        }
        let smooth = noisy.smoothed(rounds: 10)
        #expect(spread(smooth) < spread(noisy) / 2)
        #expect(abs(smooth.volume / sphere.volume - 1) < 0.02)
        #expect(smooth.triangles == sphere.triangles)
    }
}
