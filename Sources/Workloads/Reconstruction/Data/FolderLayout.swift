import HeadroomScenes

/// The layouts of folders of shapes that are recognized.
package enum FolderLayout: String, CaseIterable, Sendable {
    case shapeNet, occupancyNetworks, meshes

    /// The kind of its contents, for people.
    package var title: String {
        switch self {
        case .shapeNet: "renderings and volumes of ShapeNet"
        case .occupancyNetworks: "shapes of Occupancy Networks"
        case .meshes: "meshes"
        }
    }

    /// What lies where, for people.
    static let explanation = """
        These are known: CLASS/train/*.off and CLASS/test/*.off as in ModelNet, also with .obj, .ply, .stl or .glb; \
        ShapeNetRendering/CLASS/MODEL/rendering/*.png beside ShapeNetVox32/CLASS/MODEL/model.binvox; \
        CLASS/MODEL/img_choy2016/*.jpg beside model.binvox or points.npz as in Occupancy Networks.
        """

    /// The shapes of a folder, and how many were left out; nil where it has another layout.
    func members(_ path: String) throws(SceneFileError) -> (members: [FolderMember], omitted: Int)? {
        switch self {
        case .shapeNet: ShapeNetFolder.members(path)
        case .occupancyNetworks: try OccupancyNetworksFolder.members(path)
        case .meshes: MeshFolder.members(path)
        }
    }
}
