/// What a reconstruction is made as.
package enum ReconstructionOutput: String, CaseIterable, Codable, Sendable {
    /// The occupancy of the cells of a volume.
    case volume
    /// A function of the position, the occupancy there.
    case implicit
    /// A set of points.
    case points
    /// The images of squares, each a piece of the surface.
    case patches
    /// A sphere that is deformed.
    case template

    /// Whether it is compared with points on surfaces, and not with volumes.
    package var isSurface: Bool {
        switch self {
        case .volume, .implicit: false
        case .points, .patches, .template: true
        }
    }
}
