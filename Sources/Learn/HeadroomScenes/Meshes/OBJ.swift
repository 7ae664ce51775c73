/// Wavefront OBJ: positions, colors where each vertex has one, faces, and the groups of `o` and `g` as parts.
enum OBJ {
    static func decode(_ bytes: [UInt8], name: String) throws(SceneFileError) -> Mesh {
        var scanner = TextScanner(bytes, name: name, joinsLines: true)
        var mesh = Mesh(vertices: [], triangles: [])
        var groups: [(name: String, start: Int)] = []
        while scanner.nextLine() {
            let keyword = scanner.fields[0]
            if scanner.isEqual(keyword, "v") {
                try readVertex(scanner, &mesh)
            } else if scanner.isEqual(keyword, "f") {
                try readFace(scanner, &mesh)
            } else if scanner.isEqual(keyword, "o") || scanner.isEqual(keyword, "g") {
                let words = scanner.fields.dropFirst().map(scanner.text)
                groups.append((words.joined(separator: " "), mesh.triangles.count))
            }
        }
        if mesh.colors.count != mesh.vertices.count { mesh.colors = [] }
        mesh.parts = parts(groups, mesh.triangles.count)
        return mesh
    }

    private static func readVertex(_ scanner: TextScanner, _ mesh: inout Mesh) throws(SceneFileError) {
        // v x y z [w] or v x y z r g b.
        guard scanner.fields.count >= 4 else { throw scanner.failure("a vertex has fewer than three coordinates") }
        guard mesh.vertices.count < UInt32.max else { throw scanner.failure("there are more than 2^32 vertices") }
        var position = SIMD3<Float>.zero
        for axis in 0..<3 {
            position[axis] = try scanner.coordinate(scanner.fields[axis + 1])
        }
        mesh.vertices.append(position)
        if scanner.fields.count >= 7 {
            var color = SIMD3<Float>.zero
            for channel in 0..<3 {
                color[channel] = Float(try scanner.number(scanner.fields[channel + 4], "a color"))
            }
            mesh.colors.append(color.clamped(lowerBound: .zero, upperBound: .one))
        }
    }

    private static func readFace(_ scanner: TextScanner, _ mesh: inout Mesh) throws(SceneFileError) {
        var corners: [UInt32] = []
        for field in scanner.fields.dropFirst() {
            // v, v/vt, v//vn or v/vt/vn; negative ones count back from the last vertex.
            let index = try scanner.integer(scanner.partsAtSlashes(field)[0], "a vertex of a face")
            let vertex = index < 0 ? mesh.vertices.count + index : index - 1
            guard index != 0, mesh.vertices.indices.contains(vertex) else {
                throw scanner.failure(
                    "a face has the vertex \(index), and there are \(mesh.vertices.count) before this line"
                )
            }
            corners.append(UInt32(vertex))
        }
        guard corners.count >= 3 else { throw scanner.failure("a face has fewer than three vertices") }
        mesh.triangles += Polygon.triangles(corners, mesh.vertices)
    }

    /// The groups that have triangles; one without a name for those before the first.
    private static func parts(_ groups: [(name: String, start: Int)], _ count: Int) -> [MeshPart] {
        guard !groups.isEmpty else { return [] }
        let starts = [("", 0)] + groups
        return starts.indices.compactMap { index in
            let end = index + 1 < starts.count ? starts[index + 1].1 : count
            return starts[index].1 == end ? nil : MeshPart(name: starts[index].0, triangles: starts[index].1..<end)
        }
    }

    static func encode(_ mesh: Mesh) -> [UInt8] {
        var text = ""
        for (index, vertex) in mesh.vertices.enumerated() {
            text += "v \(vertex.x) \(vertex.y) \(vertex.z)"
            if !mesh.colors.isEmpty {
                let color = mesh.colors[index]
                text += " \(color.x) \(color.y) \(color.z)"
            }
            text += "\n"
        }
        var parts = mesh.parts[...]
        for (index, triangle) in mesh.triangles.enumerated() {
            if let part = parts.first, part.triangles.lowerBound == index {
                text += "o \(part.name.split(whereSeparator: \.isWhitespace).joined(separator: " "))\n"
                parts.removeFirst()
            }
            text += "f \(triangle.x + 1) \(triangle.y + 1) \(triangle.z + 1)\n"
        }
        return Array(text.utf8)
    }
}

extension TextScanner {
    /// A coordinate of a vertex, which a Float can have.
    func coordinate(_ field: Range<Int>) throws(SceneFileError) -> Float {
        let value = Float(try number(field, "a coordinate of a vertex"))
        guard value.isFinite else { throw failure("a coordinate of a vertex, \(text(field)), is too large") }
        return value
    }
}
