import HeadroomCommandLine
import HeadroomFormat
package import HeadroomScenes
import HeadroomTorch

/// A reconstruction as a surface of triangles, or as points.
package struct ReconstructedSurface: WritableReconstruction {
    private let mesh: Mesh

    package init(_ mesh: Mesh) { self.mesh = mesh }

    /// nil for points.
    package var drawnSurface: Mesh? { mesh.triangles.isEmpty ? nil : mesh }

    package var summary: String {
        let points = Format.count(mesh.vertices.count)
        return mesh.triangles.isEmpty
            ? "\(points) points" : "\(points) vertices, \(Format.count(mesh.triangles.count)) triangles"
    }

    /// Formats that it is written in, by the end of the name.
    private var formats: [String] {
        mesh.triangles.isEmpty ? ["ply"] : ["glb", "obj", "off", "ply", "stl"]
    }

    package func write(to path: String) throws {
        let format = path.split(separator: ".").last?.lowercased() ?? ""
        guard formats.contains(format) else {
            throw CommandFailure(
                "\(path) is not written: the model reconstructs \(mesh.triangles.isEmpty ? "points" : "surfaces"), "
                    + "which .\(format) has no place for",
                hint: "--output ends in one of .\(formats.joined(separator: ", .")) for this model.",
                exitCode: .wrongUsage
            )
        }
        if mesh.triangles.isEmpty {
            try PointSet(mesh.vertices).write(to: path)
        } else {
            try mesh.write(to: path)
        }
    }
}
