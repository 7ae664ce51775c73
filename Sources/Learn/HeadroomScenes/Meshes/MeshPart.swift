/// A named group of consecutive triangles of a mesh, such as a group of an OBJ file.
package struct MeshPart: Equatable, Sendable {
    package let name: String
    /// Indices in the triangles of the mesh.
    package let triangles: Range<Int>

    package init(name: String, triangles: Range<Int>) {
        (self.name, self.triangles) = (name, triangles)
    }
}
