import HeadroomScenes

/// The layouts of folders of shapes that are recognized.
package enum FolderLayout: String, CaseIterable, Sendable {
    case shapeNet, pix3D, occupancyNetworks, meshes

    /// Its name in messages.
    package var title: String {
        switch self {
        case .shapeNet: "renderings and volumes of ShapeNet"
        case .pix3D: "photographs and volumes of Pix3D"
        case .occupancyNetworks: "shapes of Occupancy Networks"
        case .meshes: "meshes"
        }
    }

    /// The paths of each layout, for an error message.
    static let explanation = """
        These are known: CLASS/train/*.off and CLASS/test/*.off as in ModelNet, also with .obj, .ply, .stl or .glb; \
        ShapeNetRendering/CLASS/MODEL/rendering/*.png beside ShapeNetVox32/CLASS/MODEL/model.binvox; \
        CLASS/MODEL/img_choy2016/*.jpg beside model.binvox or points.npz as in Occupancy Networks; \
        pix3d.json of Pix3D with the files that it names.
        """

    /// The shapes of a folder, and how many were left out; nil where it has another layout.
    func members(_ path: String) throws(SceneFileError) -> (members: [FolderMember], omitted: Int)? {
        switch self {
        case .shapeNet: ShapeNetFolder.members(path)
        case .pix3D: try Pix3DFolder.members(path)
        case .occupancyNetworks: try OccupancyNetworksFolder.members(path)
        case .meshes: MeshFolder.members(path)
        }
    }
}
