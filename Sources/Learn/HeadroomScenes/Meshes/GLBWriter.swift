/// Writes a mesh as binary glTF 2.0: one primitive of triangles with positions, normals and colors.
enum GLBWriter {
    /// Codes of glTF: the types of components, and the uses of buffer views.
    private static let (float, uint32) = (5126, 5125)
    private static let (vertexData, indexData) = (34962, 34963)

    static func bytes(of mesh: Mesh) -> [UInt8] {
        var (data, views, accessors, attributes) = ([] as [UInt8], [] as [String], [] as [String], [] as [String])
        func add(_ vectors: [SIMD3<Float>], _ name: String, bounds: String = "") {
            views.append(view(data.count, vectors.count * 12, vertexData))
            attributes.append("\"\(name)\":\(accessors.count)")
            accessors.append(accessor(accessors.count, float, vectors.count, "VEC3", bounds))
            for vector in vectors { for axis in 0..<3 { data.append(littleEndian: vector[axis]) } }
        }
        add(mesh.vertices, "POSITION", bounds: bounds(mesh.vertices))
        add(mesh.vertexNormals, "NORMAL")
        if !mesh.colors.isEmpty { add(mesh.colors.map { ColorBytes.linear(ColorBytes.limited($0)) }, "COLOR_0") }
        views.append(view(data.count, mesh.triangles.count * 12, indexData))
        accessors.append(accessor(accessors.count, uint32, mesh.triangles.count * 3, "SCALAR", ""))
        for triangle in mesh.triangles { for corner in 0..<3 { data.append(littleEndian: triangle[corner]) } }
        let json = """
            {"asset":{"version":"2.0","generator":"Headroom"},"scene":0,"scenes":[{"nodes":[0]}],\
            "nodes":[{"mesh":0}],"meshes":[{"primitives":[{"attributes":{\(attributes.joined(separator: ","))},\
            "indices":\(accessors.count - 1),"material":0,"mode":4}]}],\
            "materials":[{"doubleSided":\(!mesh.isWatertight),"pbrMetallicRoughness":{"metallicFactor":0,"roughnessFactor":0.9}}],\
            "accessors":[\(accessors.joined(separator: ","))],"bufferViews":[\(views.joined(separator: ","))],\
            "buffers":[{"byteLength":\(data.count)}]}
            """
        return file(Array(json.utf8), data)
    }

    /// The header and two chunks, each filled up to a multiple of 4 bytes.
    private static func file(_ json: [UInt8], _ data: [UInt8]) -> [UInt8] {
        var body: [UInt8] = []
        for (kind, chunk, filler) in [("JSON", json, 0x20), ("BIN\0", data, 0)] as [(String, [UInt8], UInt8)] {
            let filling = (4 - chunk.count % 4) % 4
            body.append(littleEndian: UInt32(chunk.count + filling))
            body.append(contentsOf: kind.utf8)
            body.append(contentsOf: chunk)
            body.append(contentsOf: Array(repeating: filler, count: filling))
        }
        var file = Array("glTF".utf8)
        file.append(littleEndian: 2 as UInt32)
        file.append(littleEndian: UInt32(12 + body.count))
        return file + body
    }

    private static func view(_ offset: Int, _ length: Int, _ target: Int) -> String {
        "{\"buffer\":0,\"byteOffset\":\(offset),\"byteLength\":\(length),\"target\":\(target)}"
    }

    private static func accessor(_ view: Int, _ component: Int, _ count: Int, _ type: String, _ bounds: String)
        -> String
    {
        "{\"bufferView\":\(view),\"componentType\":\(component),\"count\":\(count),\"type\":\"\(type)\"\(bounds)}"
    }

    /// The box of the positions, which glTF requires.
    private static func bounds(_ vertices: [SIMD3<Float>]) -> String {
        guard var low = vertices.first else { return "" }
        var high = low
        for vertex in vertices {
            low = pointwiseMin(low, vertex)
            high = pointwiseMax(high, vertex)
        }
        return ",\"min\":[\(low.x),\(low.y),\(low.z)],\"max\":[\(high.x),\(high.y),\(high.z)]"
    }
}
