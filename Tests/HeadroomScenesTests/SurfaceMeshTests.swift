import FoundationEssentials
import HeadroomScenes
import TestSupport
import Testing

struct SurfaceMeshTests {
    @Test(arguments: 0..<5) func anIcosphereIsAClosedSphere(divisions: Int) {
        let mesh = Mesh.icosphere(radius: 0.4, divisions: divisions)
        #expect(mesh.vertices.count == 10 * (1 << (2 * divisions)) + 2)
        #expect(mesh.triangles.count == 20 * (1 << (2 * divisions)))
        #expect(mesh.isConsistentlyOriented && mesh.eulerCharacteristic == 2)
        for vertex in mesh.vertices { #expect(abs(vertex.length - 0.4) < 1e-5) }
        // It lies inside the sphere; what is missing becomes about a quarter with each division.
        let missing = 1 - mesh.volume / (4 / 3 * Double.pi * 0.064)
        let bound = (0..<divisions).reduce(0.42) { bound, _ in bound * 0.34 }
        #expect(missing > 0 && missing < bound)
    }

    @Test func pointsAreWrittenAsPLY() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let points: [SIMD3<Float>] = [[0.5, -0.25, 1], [0, 3, 0.125]]
        let path = "\(folder.path)/points.ply"
        try PointSet(points).write(to: path)
        let bytes = Array(try #require(FileManager.default.contents(atPath: path)))
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.hasPrefix("ply\nformat binary_little_endian 1.0\n") && text.contains("element vertex 2\n"))
        let floats = bytes.suffix(24).withUnsafeBytes { raw in
            (0..<6).map { raw.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
        }
        #expect(floats == [0.5, -0.25, 1, 0, 3, 0.125])
    }

    @Test func pointsThatNoFileCanHoldAreRefused() throws {
        let folder = try Folder()
        defer { folder.remove() }
        for (points, name, word) in [
            ([[0, 0, 0]], "points.glb", ".ply"), ([], "points.ply", "no points"),
            ([[0, .nan, 0]], "points.ply", "not finite"),
        ] as [([SIMD3<Float>], String, String)] {
            let path = "\(folder.path)/\(name)"
            let error = #expect(throws: SceneFileError.self) { try PointSet(points).write(to: path) }
            #expect(error?.message.contains(word) ?? false, "\(String(describing: error))")
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    /// A viewer draws only the front of a surface unless the file has it otherwise.
    @Test func anOpenSurfaceIsSeenFromBothSides() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let closed = Mesh.icosphere(radius: 0.4, divisions: 1)
        let open = Mesh(vertices: closed.vertices, triangles: Array(closed.triangles.dropLast()))
        for (mesh, word) in [(closed, "\"doubleSided\":false"), (open, "\"doubleSided\":true")] {
            try mesh.write(to: "\(folder.path)/mesh.glb")
            let bytes = try #require(FileManager.default.contents(atPath: "\(folder.path)/mesh.glb"))
            #expect(String(decoding: bytes, as: UTF8.self).contains(word))
        }
    }
}
