import HeadroomNumerics
import HeadroomScenes
import TestSupport
import Testing

/// Meshes that are written and read again, and files of other programs' habits.
@Suite struct MeshFileTests {
    private func read(_ text: String, _ name: String) throws -> Mesh {
        try Mesh(decoding: Array(text.utf8), name: name)
    }

    @Test(arguments: ["glb", "obj", "off", "ply", "stl"])
    func roundTrip(_ format: String) throws {
        let folder = try Folder()
        defer { folder.remove() }
        var generator = SeededGenerator(seed: 11)
        let mesh = TestMeshes.colored(&generator)
        let path = "\(folder.path)/a.\(format.uppercased())"
        try mesh.write(to: path)
        let result = try Mesh(contentsOf: path)
        if format == "stl" {
            // It has neither colors nor common vertices; the same triangles remain.
            func corners(_ mesh: Mesh) -> [[SIMD3<Float>]] {
                mesh.triangles.map { [mesh.corners($0).0, mesh.corners($0).1, mesh.corners($0).2] }
            }
            #expect(corners(result) == corners(mesh))
            #expect(result.vertices.count == mesh.vertices.count)
        } else {
            #expect(result.vertices == mesh.vertices && result.triangles == mesh.triangles)
            for (first, second) in zip(result.colors, mesh.colors) {
                #expect(
                    abs(first.x - second.x) < 1e-5 && abs(first.y - second.y) < 1e-5 && abs(first.z - second.z) < 1e-5
                )
            }
            #expect(result.colors.count == mesh.colors.count)
        }
    }

    @Test func glbIsAligned() throws {
        let folder = try Folder()
        defer { folder.remove() }
        try TestMeshes.cube().write(to: "\(folder.path)/a.glb")
        let bytes = try SceneFile.read("\(folder.path)/a.glb")
        func word(_ offset: Int) -> Int { (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) } }
        #expect(Array(bytes[0..<4]) == Array("glTF".utf8) && word(4) == 2 && word(8) == bytes.count)
        let jsonLength = word(12)
        #expect(jsonLength % 4 == 0 && Array(bytes[16..<20]) == Array("JSON".utf8))
        let json = String(decoding: bytes[20..<20 + jsonLength], as: UTF8.self)
        #expect(json.contains(#""min":[-0.5,-0.5,-0.5],"max":[0.5,0.5,0.5]"#) && json.contains(#""doubleSided":false"#))
        #expect(word(20 + jsonLength) % 4 == 0 && bytes.count == 28 + jsonLength + word(20 + jsonLength))
    }

    @Test func objOfOtherPrograms() throws {
        let mesh = try read(
            """
            # Blender
            mtllib a.mtl
            o first
            v 0 0 0\r
            v 1 0 0 1.0
            v 1 1 \\
            0
            v 0 1 0
            vt 0 0
            vn 0 0 1
            f -4/1/1 -3//1 -2/1 -1
            g second part
            f 1 2 3 3
            f 1 1 2
            g empty
            """,
            "a.obj"
        )
        #expect(mesh.vertices == [[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]])
        #expect(mesh.triangles == [[0, 1, 2], [0, 2, 3], [0, 1, 2]])
        #expect(
            mesh.parts == [MeshPart(name: "first", triangles: 0..<2), MeshPart(name: "second part", triangles: 2..<3)]
        )
        #expect(mesh.mesh(of: mesh.parts[1]) == Mesh(vertices: Array(mesh.vertices[..<3]), triangles: [[0, 1, 2]]))
        let folder = try Folder()
        defer { folder.remove() }
        try mesh.write(to: "\(folder.path)/a.obj")
        #expect(try Mesh(contentsOf: "\(folder.path)/a.obj") == mesh)
    }

    /// An L, whose fan from its first corner would cover the notch.
    @Test(arguments: 0..<6)
    func concavePolygonsKeepTheirArea(_ start: Int) throws {
        let corners = [[0, 0], [2, 0], [2, 1], [1, 1], [1, 2], [0, 2]]
        let order = (0..<6).map { ($0 + start) % 6 + 1 }
        let text =
            corners.map { "v \($0[0]) \($0[1]) 5\n" }.joined() + "f " + order.map(String.init).joined(separator: " ")
        let mesh = try read(text, "l.obj")
        #expect(mesh.triangles.count == 4)
        var area: Float = 0
        for triangle in mesh.triangles {
            let (a, b, c) = mesh.corners(triangle)
            let part = ((b - a).x * (c - a).y - (b - a).y * (c - a).x) / 2
            #expect(part >= 0)
            area += part
        }
        #expect(area == 3)
    }

    @Test(arguments: ["OFF\n# ModelNet\n4 2 0\n", "OFF4 2 0\n", "OFF 4 2 5\n\n"])
    func offWithItsHeaders(_ header: String) throws {
        let mesh = try read(header + "0 0 0\n1 0 0\n1 1 0 # corner\n0 1 0\n4 0 1 2 3\n3 0 2 1 255 0 0\n", "a.off")
        #expect(mesh.vertices.count == 4)
        #expect(mesh.triangles == [[0, 1, 2], [0, 2, 3], [0, 2, 1]])
    }

    @Test func plyAsText() throws {
        let mesh = try read(
            """
            ply
            format ascii 1.0
            comment by hand
            element vertex 4
            property double x
            property float y
            property float z
            property float confidence
            property uchar red
            property uchar green
            property uchar blue
            element face 1
            property list uchar int vertex_index
            element edge 1
            property list int int ends
            end_header
            0 0 0 .5 255 0 0
            1 0 0 .5 0 255 0
            1 1 0 .5 0 0 255
            0 1 0 .5 51 51 51
            4 0 1 2 3
            2 0 1
            """,
            "a.ply"
        )
        #expect(mesh.triangles == [[0, 1, 2], [0, 2, 3]])
        #expect(mesh.colors == [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0.2, 0.2, 0.2]])
    }

    @Test func stlAsTextAndABinaryThatBeginsWithSolid() throws {
        let text = """
            solid cube
              facet normal 0 0 1
                outer loop
                  vertex 0 0 0
                  vertex 1e0 0 0
                  vertex -0 1 0
                endloop
              endfacet
              facet normal 0 0 -1
                outer loop
                  vertex 0 0 0
                  vertex 0 1 0
                  vertex 1 0 0
                endloop
              endfacet
            endsolid cube
            """
        let expected = Mesh(vertices: [[0, 0, 0], [1, 0, 0], [0, 1, 0]], triangles: [[0, 1, 2], [0, 2, 1]])
        #expect(try read(text, "a.stl") == expected)
        let folder = try Folder()
        defer { folder.remove() }
        try expected.write(to: "\(folder.path)/b.stl")
        var bytes = try SceneFile.read("\(folder.path)/b.stl")
        bytes.replaceSubrange(0..<5, with: Array("solid".utf8))
        #expect(try Mesh(decoding: bytes, name: "b.stl") == expected)
    }

    /// A node that mirrors and moves its mesh, with 16-bit indices: the volume stays positive.
    @Test func glbAppliesItsNodes() throws {
        let folder = try Folder()
        defer { folder.remove() }
        try TestMeshes.cube().write(to: "\(folder.path)/a.glb")
        let bytes = try SceneFile.read("\(folder.path)/a.glb")
        let plain = #""nodes":[{"mesh":0}]"#
        let moved =
            #""nodes":[{"children":[1],"translation":[1,2,3]},{"mesh":0,"scale":[-1,2,1],"rotation":[0,0,0.70710678,0.70710678]}]"#
        let length = (0..<4).reduce(0) { $0 | Int(bytes[12 + $1]) << (8 * $1) }
        var json = String(decoding: bytes[20..<20 + length], as: UTF8.self).replacing(plain, with: moved)
        json += String(repeating: " ", count: (4 - json.utf8.count % 4) % 4)
        var file = Array(bytes[0..<12])
        withUnsafeBytes(of: UInt32(json.utf8.count).littleEndian) { file.append(contentsOf: $0) }
        file += Array("JSON".utf8) + Array(json.utf8) + bytes[(20 + length)...]
        let mesh = try Mesh(decoding: file, name: "a.glb")
        // Scaled to 1 x 2 x 1, turned by a quarter about z, moved.
        let xs = mesh.vertices.map(\.x), ys = mesh.vertices.map(\.y)
        #expect(abs((xs.min() ?? 0) - 0) < 1e-6 && abs((xs.max() ?? 0) - 2) < 1e-6)
        #expect(abs((ys.min() ?? 0) - 1.5) < 1e-6 && abs((ys.max() ?? 0) - 2.5) < 1e-6)
        #expect(abs(mesh.volume - 2) < 1e-5)
    }
}
