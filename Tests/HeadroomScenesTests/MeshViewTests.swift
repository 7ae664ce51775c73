import HeadroomScenes
import Testing

@Suite struct MeshViewTests {
    /// The surface of an object's volume covers the pixels that the object itself covers, at the same depth.
    @Test(arguments: [ObjectClass.chair, .car, .mug])
    func aMeshIsSeenWhereItsObjectIs(_ kind: ObjectClass) {
        let object = kind.object(seed: 4)
        let camera = Camera(azimuth: .degrees(50), elevation: .degrees(25))
        let exact = ObjectView(object, camera, size: 96)
        let cells = ObjectVolume(object, resolution: 128).grid.cells
        let mesh = ScalarGrid(resolution: 128, values: cells.map { $0 ? 1 : 0 }).surface(atLeast: 0.5)
        let view = MeshView(mesh, camera, size: 96)
        let masks = zip(exact.mask, view.mask)
        let both = masks.count { $0 && $1 }
        #expect(Double(both) > 0.93 * Double(masks.count { $0 || $1 }))
        let near = zip(exact.depths, view.depths).count { $0.isFinite && $1.isFinite && abs($0 - $1) < 0.03 }
        #expect(Double(near) > 0.96 * Double(both))
        // Of the steps of a volume the normals are right in the mean.
        let mean = { (normals: [SIMD3<Float>]) in normals.reduce(.zero, +) / Float(both) }
        let difference = mean(exact.normals) - mean(view.normals)
        #expect((difference * difference).sum().squareRoot() < 0.1, "\(difference)")
    }

    @Test func aTriangleHasThePixelsOfItsProjection() {
        // A square of half side 0.2 at the origin, seen from 2 away at an angle of view of 40 degrees.
        let corners: [SIMD3<Float>] = [[-0.2, -0.2, 0], [0.2, -0.2, 0], [0.2, 0.2, 0], [-0.2, 0.2, 0]]
        let mesh = Mesh(vertices: corners, triangles: [[0, 1, 2], [0, 2, 3]])
        let view = MeshView(mesh, Camera(azimuth: .degrees(0), elevation: .degrees(0)), size: 200)
        let side = 0.2 / (2 * Angle.degrees(20).tangent) * 200
        let count = view.mask.count { $0 }
        #expect(abs(Double(count).squareRoot() - side) < 1)
        #expect(view.depths.allSatisfy { !$0.isFinite || abs($0 - 2) < 1e-5 })
        #expect(zip(view.normals, view.mask).allSatisfy { $0 == ($1 ? [0, 0, 1] : .zero) })
    }
}
