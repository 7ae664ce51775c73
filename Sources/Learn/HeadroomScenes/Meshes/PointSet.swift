/// Points without faces, such as a reconstruction by a point set network.
package struct PointSet: Equatable, Sendable {
    package var points: [SIMD3<Float>]

    package init(_ points: [SIMD3<Float>]) { self.points = points }

    /// Writes the points as binary PLY.
    ///
    /// - Throws: also for a name that does not end in .ply, for no points, and for points that are not finite.
    package func write(to path: String) throws(SceneFileError) {
        guard SceneFile.suffix(of: path) == "ply" else {
            throw SceneFileError(
                "\(path) is not written: points without faces are written as .ply only",
                hint: "Other programs, such as MeshLab, make a surface of points."
            )
        }
        guard !points.isEmpty else { throw SceneFileError("\(path) is not written: there are no points") }
        if let index = points.firstIndex(where: { !($0.x.isFinite && $0.y.isFinite && $0.z.isFinite) }) {
            throw SceneFileError(
                "\(path) is not written: point \(index + 1) of \(points.count) is not finite",
                hint: "Where it comes from a training, that may have diverged."
            )
        }
        try SceneFile.write(PLYWriter.bytes(of: Mesh(vertices: points, triangles: [])), to: path)
    }
}
