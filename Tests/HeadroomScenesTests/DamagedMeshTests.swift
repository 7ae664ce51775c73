import HeadroomNumerics
import HeadroomScenes
import TestSupport
import Testing

/// Files that are no meshes, or damaged ones.
@Suite struct DamagedMeshTests {
    private static func file(_ format: String) throws -> [UInt8] {
        let folder = try Folder()
        defer { folder.remove() }
        try TestMeshes.cube().write(to: "\(folder.path)/a.\(format)")
        return try SceneFile.read("\(folder.path)/a.\(format)")
    }

    @Test(arguments: [
        ("v 0 0 0\nv nan 0 0\n", "a.obj", "line 2", "nan"),
        ("v 0 0 0\nv 0 inf 0\n", "a.obj", "line 2", "inf"),
        ("v 0 0 1e39\n", "a.obj", "line 1", "too large"),
        ("v 0 0 0\n\nf 1 2 3\n", "a.obj", "line 3", "vertex 2"),
        ("v 0 0 0\nf 0 1 1\n", "a.obj", "line 2", "vertex 0"),
        ("v 0 0 0\nf -2 1 1\n", "a.obj", "line 2", "vertex -2"),
        ("v 0 0\n", "a.obj", "line 1", "three coordinates"),
        ("v 0 0 0x\n", "a.obj", "line 1", "0x"),
        ("v 0 0 0\n", "a.obj", "a.obj", "no faces"),
        ("OFF\n3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 3\n", "a.off", "line 6", "vertex 3"),
        ("OFF\n3 1 0\n0 0 0\n", "a.off", "line", "1 of 3 vertices"),
        ("OFF\n99999999999 1 0\n", "a.off", "line 2", "99999999999"),
        ("ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nend_header\nnan\n", "a.ply", "line 6", "nan"),
        ("ply\nformat ascii 1.0\nelement thing 4000000000\nend_header\n", "a.ply", "a.ply", "no faces"),
        ("ply\nformat what 1.0\n", "a.ply", "line 2", "what"),
        ("solid\nfacet\nouter loop\nvertex 0 0 0\nendloop", "a.stl", "line 5", "three vertices"),
        ("{}", "a.gltf", "a.gltf", "glTF"),
        ("hello", "a.txt", "a.txt", "no known format"),
    ])
    func faultsAreNamedWithTheirPlace(_ text: String, _ name: String, place: String, fault: String) {
        let error = #expect(throws: SceneFileError.self) { try Mesh(decoding: Array(text.utf8), name: name) }
        #expect(
            error?.message.contains(name) == true && error?.message.contains(place) == true,
            "\(error?.message ?? "")"
        )
        #expect(error?.message.contains(fault) == true, "\(error?.message ?? "")")
    }

    @Test(arguments: ["glb", "ply", "stl"])
    func everyShorterBinaryFileIsRefused(_ format: String) throws {
        let bytes = try Self.file(format)
        for count in 0..<bytes.count {
            #expect(throws: SceneFileError.self) { try Mesh(decoding: Array(bytes[..<count]), name: "a.\(format)") }
        }
    }

    /// No change of a byte crashes; what is read has valid indices.
    @Test(arguments: ["glb", "obj", "off", "ply", "stl"])
    func changedBytesNeverCrash(_ format: String) throws {
        let original = try Self.file(format)
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<1500 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                bytes[.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            guard let mesh = try? Mesh(decoding: bytes, name: "a.\(format)") else { continue }
            #expect(mesh.triangles.allSatisfy { Int($0.max()) < mesh.vertices.count })
            #expect(mesh.colors.isEmpty || mesh.colors.count == mesh.vertices.count)
        }
    }

    @Test func emptyAndDivergedMeshesAreNotWritten() throws {
        var diverged = TestMeshes.cube()
        diverged.vertices[2].y = .nan
        let failure = #expect(throws: SceneFileError.self) { try diverged.write(to: "/tmp/headroom-never-written.glb") }
        #expect(failure?.message.contains("vertex 3 of 8") == true)
        let error = #expect(throws: SceneFileError.self) {
            try Mesh(vertices: [], triangles: []).write(to: "/tmp/headroom-never-written.obj")
        }
        #expect(error?.hint?.contains("threshold") == true)
        #expect(throws: SceneFileError.self) { try TestMeshes.cube().write(to: "/tmp/a.fbx") }
    }
}
