/// Reads PLY (Turk, 1994), as text or binary: positions and colors of `vertex`, and the faces of `face`.
struct PLYReader {
    private var mesh = Mesh(vertices: [], triangles: [])
    private var values: PLYValues

    static func read(_ bytes: [UInt8], name: String) throws(SceneFileError) -> Mesh {
        let header = try PLYHeader(bytes, name: name)
        var reader = PLYReader(values: PLYValues(bytes, header, name: name))
        for element in header.elements where !element.properties.isEmpty {
            for _ in 0..<element.count {
                switch element.name {
                case "vertex": try reader.readVertex(element.properties)
                case "face": try reader.readFace(element.properties)
                default: for property in element.properties { try reader.skip(property, element.name) }
                }
            }
        }
        return reader.mesh
    }

    private init(values: PLYValues) { self.values = values }

    private mutating func readVertex(_ properties: [PLYHeader.Property]) throws(SceneFileError) {
        var (position, color) = (SIMD3<Float>.zero, SIMD3<Float>.zero)
        var (axes, channels) = (0, 0)
        for property in properties {
            if property.countType != nil {
                try skip(property, "a vertex")
                continue
            }
            let value = Float(try values.next(property.type, "\(property.name) of a vertex"))
            if let axis = ["x", "y", "z"].firstIndex(of: property.name) {
                guard value.isFinite else { throw values.failure("\(property.name) of a vertex is not finite") }
                position[axis] = value
                axes += 1
            } else if let channel = ["red", "green", "blue"].firstIndex(of: property.name) {
                let isFraction = [.float, .double].contains(property.type)
                color[channel] = value.isFinite ? min(max(isFraction ? value : value / 255, 0), 1) : 0
                channels += 1
            }
        }
        guard axes == 3 else { throw values.failure("a vertex has not the properties x, y and z") }
        mesh.vertices.append(position)
        if channels == 3 { mesh.colors.append(color) }
    }

    private mutating func readFace(_ properties: [PLYHeader.Property]) throws(SceneFileError) {
        for property in properties {
            guard let countType = property.countType, ["vertex_indices", "vertex_index"].contains(property.name) else {
                try skip(property, "a face")
                continue
            }
            let count = try values.index(countType, "the number of vertices of a face", below: 1 << 20)
            var corners: [UInt32] = []
            for _ in 0..<count {
                corners.append(
                    UInt32(try values.index(property.type, "a vertex of a face", below: mesh.vertices.count))
                )
            }
            mesh.triangles += Polygon.triangles(corners, mesh.vertices)
        }
    }

    private mutating func skip(_ property: PLYHeader.Property, _ what: String) throws(SceneFileError) {
        let count =
            if let type = property.countType {
                try values.index(type, "the number of values of \(property.name)", below: 1 << 32)
            } else { 1 }
        for _ in 0..<count { _ = try values.next(property.type, "\(property.name) of \(what)") }
    }
}
