/// Writes binary PLY, with colors where the mesh has them.
enum PLYWriter {
    static func bytes(of mesh: Mesh) -> [UInt8] {
        let colors = ["red", "green", "blue"].map { "property uchar \($0)\n" }.joined()
        var file = Array(
            """
            ply
            format binary_little_endian 1.0
            element vertex \(mesh.vertices.count)
            property float x
            property float y
            property float z
            \(mesh.colors.isEmpty ? "" : colors)element face \(mesh.triangles.count)
            property list uchar int vertex_indices
            end_header

            """.utf8
        )
        for (index, vertex) in mesh.vertices.enumerated() {
            for axis in 0..<3 { file.append(littleEndian: vertex[axis]) }
            if !mesh.colors.isEmpty {
                let color = ColorBytes.bytes(mesh.colors[index])
                file.append(contentsOf: [color.x, color.y, color.z])
            }
        }
        for triangle in mesh.triangles {
            file.append(3)
            for corner in 0..<3 { file.append(littleEndian: triangle[corner]) }
        }
        return file
    }
}
