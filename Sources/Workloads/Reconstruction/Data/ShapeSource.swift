package import HeadroomNumerics
package import HeadroomScenes

/// The origin of a shape and its pictures.
package enum ShapeSource: Sendable {
    /// Drawn by the program.
    case object(SceneObject)
    /// The file of a mesh, which is drawn.
    case mesh(path: String, className: String)
    /// Files of pictures and of a volume.
    case rendered(RenderedShape)

    /// Results are means over the classes.
    package var className: String {
        switch self {
        case .object(let object): object.className
        case .mesh(_, let className): className
        case .rendered(let shape): shape.className
        }
    }

    /// Name in error messages: the path of a file, or the class.
    var name: String {
        switch self {
        case .object: "a \(className)"
        case .mesh(let path, _): path
        case .rendered(let shape): shape.volume.path
        }
    }

    /// The shape, to be drawn from any side; nil where there are only pictures of it.
    package func drawable() throws(SceneFileError) -> (any DrawableShape)? {
        switch self {
        case .object(let object): object
        case .mesh(let path, let className): MeshShape(try Mesh(contentsOf: path), className: className)
        case .rendered: nil
        }
    }

    /// Pictures of the shape with its volume.
    package func views(
        _ count: Int,
        _ viewing: ShapeViewing,
        using generator: inout SeededGenerator
    ) throws(SceneFileError) -> ShapeViews {
        if case .rendered(let shape) = self { return try shape.views(count, viewing, using: &generator) }
        guard let views = try drawable()?.views(count, viewing, using: &generator), views.volume.occupiedCount > 0
        else {
            let size = viewing.resolution
            throw SceneFileError(
                "\(name) fills no cell of \(size) x \(size) x \(size)",
                hint: "It may be too thin, or an open surface. Leave it out."
            )
        }
        return views
    }
}
