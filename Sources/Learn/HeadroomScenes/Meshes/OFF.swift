/// Object File Format of Geomview, as in ModelNet: positions and faces, and in a COFF a color for each vertex.
enum OFF {
    static func decode(_ bytes: [UInt8], name: String) throws(SceneFileError) -> Mesh {
        let hasColors = bytes.has("COFF")
        guard hasColors || bytes.has("OFF") else { throw SceneFileError("\(name) does not begin with OFF") }
        // In some files of ModelNet the counts follow the word OFF without a space.
        var scanner = TextScanner(bytes, name: name, offset: hasColors ? 4 : 3)
        let vertexCount = try count(&scanner, "the number of vertices")
        let faceCount = try count(&scanner, "the number of faces")
        _ = try count(&scanner, "the number of edges")
        scanner.dropFields()
        var mesh = Mesh(vertices: [], triangles: [])
        for _ in 0..<vertexCount {
            try readVertex(&scanner, hasColors, &mesh, of: vertexCount)
        }
        for face in 0..<faceCount {
            try readFace(&scanner, &mesh, number: face + 1, of: faceCount)
        }
        return mesh
    }

    private static func count(_ scanner: inout TextScanner, _ what: String) throws(SceneFileError) -> Int {
        guard let field = scanner.nextField() else { throw scanner.failure("the file ends before \(what)") }
        let value = try scanner.integer(field, what)
        guard (0..<Int(UInt32.max)).contains(value) else { throw scanner.failure("\(what) is \(value)") }
        return value
    }

    private static func readVertex(
        _ scanner: inout TextScanner,
        _ hasColors: Bool,
        _ mesh: inout Mesh,
        of total: Int
    ) throws(SceneFileError) {
        guard scanner.nextLine() else {
            throw scanner.failure("the file ends after \(mesh.vertices.count) of \(total) vertices")
        }
        guard scanner.fields.count >= (hasColors ? 6 : 3) else {
            throw scanner.failure("a vertex has fewer than three coordinates\(hasColors ? " and a color" : "")")
        }
        var (position, color) = (SIMD3<Float>.zero, SIMD3<Float>.zero)
        for axis in 0..<3 {
            position[axis] = try scanner.coordinate(scanner.fields[axis])
            if hasColors {
                // Whole numbers go to 255, others to 1.
                let field = scanner.fields[axis + 3]
                let value = Float(try scanner.number(field, "a color"))
                color[axis] = scanner.text(field).contains(".") ? value : value / 255
            }
        }
        mesh.vertices.append(position)
        if hasColors { mesh.colors.append(color.clamped(lowerBound: .zero, upperBound: .one)) }
    }

    private static func readFace(
        _ scanner: inout TextScanner,
        _ mesh: inout Mesh,
        number: Int,
        of total: Int
    ) throws(SceneFileError) {
        guard scanner.nextLine() else { throw scanner.failure("the file ends after \(number - 1) of \(total) faces") }
        let count = try scanner.integer(scanner.fields[0], "the number of vertices of a face")
        guard count >= 3, count < scanner.fields.count else {
            throw scanner.failure("a face declares \(count) vertices and lists \(scanner.fields.count - 1)")
        }
        var corners: [UInt32] = []
        for field in scanner.fields[1...count] {
            let vertex = try scanner.integer(field, "a vertex of a face")
            guard mesh.vertices.indices.contains(vertex) else {
                throw scanner.failure("a face has the vertex \(vertex); they are 0 to \(mesh.vertices.count - 1)")
            }
            corners.append(UInt32(vertex))
        }
        mesh.triangles += Polygon.triangles(corners, mesh.vertices)
    }

    static func encode(_ mesh: Mesh) -> [UInt8] {
        var text = mesh.colors.isEmpty ? "OFF\n" : "COFF\n"
        text += "\(mesh.vertices.count) \(mesh.triangles.count) 0\n"
        for (index, vertex) in mesh.vertices.enumerated() {
            text += "\(vertex.x) \(vertex.y) \(vertex.z)"
            if !mesh.colors.isEmpty {
                let color = ColorBytes.bytes(mesh.colors[index])
                text += " \(color.x) \(color.y) \(color.z) 255"
            }
            text += "\n"
        }
        for triangle in mesh.triangles { text += "3 \(triangle.x) \(triangle.y) \(triangle.z)\n" }
        return Array(text.utf8)
    }
}
