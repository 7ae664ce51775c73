/// Meshes by class and part, as in ModelNet (arXiv 1406.5670): `CLASS/train/*.off` and `CLASS/test/*.off`.
enum MeshFolder {
    private static let endings = ["off", "obj", "ply", "stl", "glb"]
    /// Names of the parts.
    private static let parts: [(name: String, split: ShapeSplit)] = [
        ("train", .training), ("training", .training), ("validation", .validation), ("val", .validation),
        ("test", .test),
    ]

    static func members(_ path: String) -> (members: [FolderMember], omitted: Int)? {
        var members: [FolderMember] = []
        for kind in FolderListing.folders(path) {
            for part in parts {
                let folder = "\(kind)/\(part.name)"
                for file in FolderListing.files("\(path)/\(folder)", endings) {
                    let name = "\(folder)/\(file)"
                    let source = ShapeSource.mesh(path: "\(path)/\(name)", className: kind)
                    members.append(FolderMember(name: name, source: source, split: part.split))
                }
            }
        }
        return members.isEmpty ? nil : (members, 0)
    }
}
