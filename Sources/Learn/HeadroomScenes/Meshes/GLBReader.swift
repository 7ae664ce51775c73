import FoundationEssentials

/// Reads the triangles of a binary glTF 2.0, each mesh where its node puts it.
struct GLBReader {
    private let document: GLTFDocument
    private let accessor: GLTFAccessor
    private var mesh = Mesh(vertices: [], triangles: [])
    private var haveAllColors = true

    /// The most triangles that are read: nodes may repeat a mesh without end.
    private static let mostTriangles = 1 << 27

    static func read(_ bytes: [UInt8], name: String) throws(SceneFileError) -> Mesh {
        let (json, data) = try chunks(bytes, name)
        let document: GLTFDocument
        do { document = try JSONDecoder().decode(GLTFDocument.self, from: Data(json)) } catch {
            throw SceneFileError("\(name): its JSON is not readable glTF 2.0")
        }
        let packed = ["KHR_draco_mesh_compression", "EXT_meshopt_compression", "KHR_mesh_quantization"]
        if let needed = document.extensionsRequired?.first(where: packed.contains) {
            throw SceneFileError("\(name) needs the extension \(needed)", hint: "Export it without compression.")
        }
        var reader = GLBReader(document, GLTFAccessor(document, data, name: name))
        try reader.readScene()
        if !reader.haveAllColors { reader.mesh.colors = [] }
        return reader.mesh
    }

    private init(_ document: GLTFDocument, _ accessor: GLTFAccessor) {
        (self.document, self.accessor) = (document, accessor)
    }

    /// The two chunks of the file; the second is empty where it is left out.
    private static func chunks(
        _ bytes: [UInt8],
        _ name: String
    ) throws(SceneFileError) -> (json: ArraySlice<UInt8>, data: ArraySlice<UInt8>) {
        var reader = ByteReader(bytes, name: name, offset: 4)
        let version = try reader.integer(UInt32.self, "the version")
        guard version == 2 else {
            throw SceneFileError("\(name) is glTF of version \(version)", hint: "Export it as glTF 2.0.")
        }
        try reader.skip(4, "the length")
        var found: [String: ArraySlice<UInt8>] = [:]
        while reader.remaining >= 8 {
            let length = Int(try reader.integer(UInt32.self, "the length of a chunk"))
            let kind = String(decoding: try reader.read(4, "the kind of a chunk"), as: UTF8.self)
            let chunk = try reader.read(length, "a chunk")
            if found[kind] == nil { found[kind] = chunk }
        }
        guard let json = found["JSON"] else { throw SceneFileError("\(name) has no JSON chunk") }
        return (json, found["BIN\0"] ?? [])
    }

    /// Reads the meshes of the nodes of the scene; of a file without scenes, each mesh once.
    private mutating func readScene() throws(SceneFileError) {
        let (nodes, meshes) = (document.nodes ?? [], document.meshes ?? [])
        guard let scenes = document.scenes,
            let scene = scenes.indices.contains(document.scene ?? 0) ? scenes[document.scene ?? 0] : nil
        else {
            for mesh in meshes { try read(mesh, .identity) }
            return
        }
        var pending = (scene.nodes ?? []).reversed().map { (node: $0, parent: GLTFTransform.identity) }
        var isVisited = Array(repeating: false, count: nodes.count)
        while let (index, parent) = pending.popLast() {
            guard nodes.indices.contains(index), !isVisited[index] else {
                throw accessor.failure("node \(index) does not exist, or has two parents")
            }
            isVisited[index] = true
            let transform = parent.after(GLTFTransform(nodes[index]))
            if let mesh = nodes[index].mesh {
                guard meshes.indices.contains(mesh) else { throw accessor.failure("there is no mesh \(mesh)") }
                try read(meshes[mesh], transform)
            }
            pending += (nodes[index].children ?? []).reversed().map { ($0, transform) }
        }
    }

    private mutating func read(
        _ named: GLTFDocument.NamedMesh,
        _ transform: GLTFTransform
    ) throws(SceneFileError) {
        let start = mesh.triangles.count
        for primitive in named.primitives where primitive.mode ?? 4 >= 4 {
            guard primitive.mode ?? 4 == 4 else {
                throw accessor.failure(
                    "a mesh has strips or fans of triangles",
                    hint: "Export it with plain triangles."
                )
            }
            try read(primitive, transform)
        }
        if mesh.triangles.count > start {
            mesh.parts.append(MeshPart(name: named.name ?? "", triangles: start..<mesh.triangles.count))
        }
    }

    private mutating func read(
        _ primitive: GLTFDocument.Primitive,
        _ transform: GLTFTransform
    ) throws(SceneFileError) {
        guard let positionIndex = primitive.attributes["POSITION"] else { return }
        let positions = try accessor.vectors(positionIndex, "the positions").map(transform.point)
        guard positions.allSatisfy({ $0.x.isFinite && $0.y.isFinite && $0.z.isFinite }) else {
            throw accessor.failure("a position is not finite")
        }
        let indices = try primitive.indices.map(accessor.indices) ?? (0..<UInt32(positions.count)).map { $0 }
        let first = UInt32(mesh.vertices.count)
        guard indices.allSatisfy({ $0 < positions.count }), indices.count % 3 == 0 else {
            throw accessor.failure("the indices of a mesh exceed its \(positions.count) vertices, or are not triangles")
        }
        guard mesh.triangles.count + indices.count / 3 <= Self.mostTriangles,
            mesh.vertices.count + positions.count <= Self.mostTriangles
        else { throw accessor.failure("it has more than \(Self.mostTriangles) triangles or vertices") }
        mesh.vertices += positions
        for corner in stride(from: 0, to: indices.count, by: 3) {
            let triangle = SIMD3(indices[corner], indices[corner + 1], indices[corner + 2]) &+ first
            mesh.triangles.append(transform.isMirrored ? [triangle.x, triangle.z, triangle.y] : triangle)
        }
        try readColors(primitive, positions.count)
    }

    private mutating func readColors(
        _ primitive: GLTFDocument.Primitive,
        _ count: Int
    ) throws(SceneFileError) {
        guard let index = primitive.attributes["COLOR_0"] else {
            haveAllColors = false
            return
        }
        let colors = try accessor.vectors(index, "the colors")
        guard colors.count == count else {
            throw accessor.failure("there are \(colors.count) colors of \(count) vertices")
        }
        mesh.colors += colors.map { ColorBytes.sRGB(ColorBytes.limited($0)) }
    }
}
