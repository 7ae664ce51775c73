/// Stereolithography files, text and binary, whose triangles each have their own corners; equal corners become one
/// vertex.
enum STL {
    /// Bytes before the triangles of a binary file: a title of 80, and their number.
    private static let headerBytes = 84
    /// A normal, three corners and two further bytes.
    private static let triangleBytes = 50

    static func decode(_ bytes: [UInt8], name: String) throws(SceneFileError) -> Mesh {
        // The title of a binary file may begin with "solid" as well, so that its size decides.
        if isBinary(bytes) { return try decodeBinary(bytes, name: name) }
        let text = bytes.prefix { [0x20, 0x09, 0x0A, 0x0D].contains($0) }.count
        if bytes.has("solid", at: text) { return try decodeText(bytes, name: name) }
        return try decodeBinary(bytes, name: name)
    }

    private static func isBinary(_ bytes: [UInt8]) -> Bool {
        var reader = ByteReader(bytes, name: "", offset: min(80, bytes.count))
        guard let count = try? reader.integer(UInt32.self, "the number") else { return false }
        return bytes.count == headerBytes + Int(count) * triangleBytes
    }

    private static func decodeBinary(_ bytes: [UInt8], name: String) throws(SceneFileError) -> Mesh {
        var reader = ByteReader(bytes, name: name)
        try reader.skip(80, "the title")
        let count = Int(try reader.integer(UInt32.self, "the number of triangles"))
        try reader.require(count * triangleBytes, for: "its \(count) triangles")
        var mesh = Mesh(vertices: [], triangles: [])
        for triangle in 0..<count {
            try reader.skip(12, "a normal")
            for _ in 0..<3 {
                var corner = SIMD3<Float>.zero
                for axis in 0..<3 { corner[axis] = try reader.float("a corner") }
                guard corner.x.isFinite, corner.y.isFinite, corner.z.isFinite else {
                    throw SceneFileError(
                        "\(name): triangle \(triangle + 1) of \(count), before byte \(reader.offset), has a corner"
                            + " that is not finite",
                        hint: "The file may be damaged, or no STL."
                    )
                }
                mesh.vertices.append(corner)
            }
            try reader.skip(2, "a triangle")
        }
        return joined(mesh)
    }

    private static func decodeText(_ bytes: [UInt8], name: String) throws(SceneFileError) -> Mesh {
        var scanner = TextScanner(bytes, name: name)
        var mesh = Mesh(vertices: [], triangles: [])
        while scanner.nextLine() {
            if scanner.isEqual(scanner.fields[0], "vertex") {
                guard scanner.fields.count >= 4 else {
                    throw scanner.failure("a vertex has fewer than three coordinates")
                }
                var corner = SIMD3<Float>.zero
                for axis in 0..<3 { corner[axis] = try scanner.coordinate(scanner.fields[axis + 1]) }
                mesh.vertices.append(corner)
            } else if scanner.isEqual(scanner.fields[0], "endloop"), mesh.vertices.count % 3 != 0 {
                throw scanner.failure("a facet has not three vertices")
            }
        }
        guard mesh.vertices.count % 3 == 0 else { throw scanner.failure("the file ends within a facet") }
        return joined(mesh)
    }

    /// The mesh of which each three vertices are a triangle.
    private static func joined(_ mesh: Mesh) -> Mesh {
        var mesh = mesh
        mesh.triangles = (0..<UInt32(mesh.vertices.count / 3)).map { [$0 * 3, $0 * 3 + 1, $0 * 3 + 2] }
        return mesh.welded()
    }

    static func encode(_ mesh: Mesh) -> [UInt8] {
        var file = Array("Headroom".utf8)
        file.append(contentsOf: Array(repeating: 0x20, count: 80 - file.count))
        file.append(littleEndian: UInt32(mesh.triangles.count))
        for triangle in mesh.triangles {
            let (a, b, c) = mesh.corners(triangle)
            let normal = cross(b - a, c - a)
            let length = (normal * normal).sum().squareRoot()
            for vector in [length > 0 ? normal / length : .zero, a, b, c] {
                for axis in 0..<3 { file.append(littleEndian: vector[axis]) }
            }
            file.append(contentsOf: [0, 0])
        }
        return file
    }
}
