/// A surface of triangles.
///
/// The frame is that of glTF: right-handed, y up, z towards the viewer; an object fits in the cube from -0.5 to 0.5.
package struct Mesh: Equatable, Sendable {
    package var vertices: [SIMD3<Float>]
    /// Indices of the corners, counter-clockwise seen from outside.
    package var triangles: [SIMD3<UInt32>]
    /// Color of each vertex, from 0 to 1; empty where it has none.
    package var colors: [SIMD3<Float>]

    package init(vertices: [SIMD3<Float>], triangles: [SIMD3<UInt32>], colors: [SIMD3<Float>] = []) {
        (self.vertices, self.triangles, self.colors) = (vertices, triangles, colors)
    }
}
