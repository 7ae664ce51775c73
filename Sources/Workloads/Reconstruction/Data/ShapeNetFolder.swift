/// Renderings and volumes of ShapeNet as 3D-R2N2 has them (arXiv 1604.00449).
///
/// `ShapeNetRendering/CLASS/MODEL/rendering/NN.png` and `ShapeNetVox32/CLASS/MODEL/model.binvox`.
enum ShapeNetFolder {
    static func members(_ path: String) -> (members: [FolderMember], omitted: Int)? {
        let (renderings, volumes) = ("\(path)/ShapeNetRendering", "\(path)/ShapeNetVox32")
        guard FolderListing.isFolder(renderings), FolderListing.isFolder(volumes) else { return nil }
        var members: [FolderMember] = []
        var omitted = 0
        for kind in FolderListing.folders(renderings) {
            for model in FolderListing.folders("\(renderings)/\(kind)") {
                let name = "\(kind)/\(model)"
                let folder = "\(renderings)/\(name)/rendering"
                let pictures = FolderListing.files(folder, ["png", "jpg", "jpeg"])
                    .map { PictureFile("\(folder)/\($0)") }
                let volume = "\(volumes)/\(name)/model.binvox"
                guard !pictures.isEmpty, FolderListing.isFile(volume) else {
                    omitted += 1
                    continue
                }
                let shape = RenderedShape(className: kind, volume: .binvox(volume), pictures: pictures)
                members.append(FolderMember(name: name, source: .rendered(shape), split: nil))
            }
        }
        return (members, omitted)
    }
}
