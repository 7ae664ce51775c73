/// Formats of meshes.
package enum MeshFormat: String, CaseIterable {
    case glb, obj, off, ply, stl

    /// The format of a file: by its first bytes where the format has a fixed beginning, else by the end of its name.
    init(_ bytes: [UInt8], path: String) throws(SceneFileError) {
        let suffix = SceneFile.suffix(of: path)
        if bytes.has("glTF") {
            self = .glb
        } else if bytes.has("ply\n") || bytes.has("ply\r") {
            self = .ply
        } else if let named = Self(rawValue: suffix), named != .glb, named != .ply {
            self = named
        } else if bytes.has("OFF") || bytes.has("COFF") {
            self = .off
        } else {
            throw Self.refusal(path, suffix)
        }
    }

    /// The format that the end of a name stands for.
    package init(named path: String) throws(SceneFileError) {
        let suffix = SceneFile.suffix(of: path)
        guard let format = Self(rawValue: suffix) else { throw Self.refusal(path, suffix) }
        self = format
    }

    private static func refusal(_ path: String, _ suffix: String) -> SceneFileError {
        if suffix == "gltf" {
            return SceneFileError(
                "\(path) is a glTF whose data lie in other files",
                hint: "Export it as one binary file (.glb)."
            )
        }
        let isDamaged = suffix == "glb" || suffix == "ply"
        return SceneFileError(
            isDamaged
                ? "\(path) does not begin as a \(suffix.uppercased()) file" : "\(path) is of no known format of meshes",
            hint:
                "GLB, OBJ, OFF, PLY and STL are known, by the end of the name; other programs, such as Blender, export them."
        )
    }
}

extension Mesh {
    /// Reads a mesh as GLB, OBJ, OFF, PLY or STL.
    package init(contentsOf path: String) throws(SceneFileError) {
        try self.init(decoding: try SceneFile.read(path), name: path)
    }

    /// Reads the bytes of a mesh.
    ///
    /// - Parameter name: a name that ends as that of the file; errors name it.
    package init(decoding bytes: [UInt8], name: String) throws(SceneFileError) {
        self =
            switch try MeshFormat(bytes, path: name) {
            case .glb: try GLBReader.read(bytes, name: name)
            case .obj: try OBJ.decode(bytes, name: name)
            case .off: try OFF.decode(bytes, name: name)
            case .ply: try PLYReader.read(bytes, name: name)
            case .stl: try STL.decode(bytes, name: name)
            }
        if triangles.isEmpty {
            throw SceneFileError("\(name) has no faces", hint: "A mesh of points or lines alone has no surface.")
        }
    }

    /// Writes a mesh in the format that the end of the name stands for.
    ///
    /// - Throws: also for a mesh without triangles or with a vertex that is not finite, since other programs fail on such
    ///   a file.
    package func write(to path: String) throws(SceneFileError) {
        let format = try MeshFormat(named: path)
        guard !triangles.isEmpty else {
            throw SceneFileError(
                "\(path) is not written: the mesh is empty",
                hint: "Where it comes from a volume, no cell may reach the threshold; try a lower one."
            )
        }
        if let vertex = vertices.firstIndex(where: { !($0.x.isFinite && $0.y.isFinite && $0.z.isFinite) }) {
            throw SceneFileError(
                "\(path) is not written: vertex \(vertex + 1) of \(vertices.count) is not finite",
                hint: "Where it comes from a training, that may have diverged."
            )
        }
        let bytes =
            switch format {
            case .glb: GLBWriter.bytes(of: self)
            case .obj: OBJ.encode(self)
            case .off: OFF.encode(self)
            case .ply: PLYWriter.bytes(of: self)
            case .stl: STL.encode(self)
            }
        try SceneFile.write(bytes, to: path)
    }
}
