import HeadroomScenes

/// The data of Occupancy Networks (arXiv 1812.03828).
///
/// `CLASS/MODEL/img_choy2016/*.jpg` beside `model.binvox` or `points.npz`; `CLASS/train.lst`, `val.lst` and `test.lst`
/// name the models of the parts.
enum OccupancyNetworksFolder {
    static func members(_ path: String) throws(SceneFileError) -> (members: [FolderMember], omitted: Int)? {
        var members: [FolderMember] = []
        var (omitted, isLayout) = (0, false)
        for kind in FolderListing.folders(path) {
            let parts = try parts("\(path)/\(kind)")
            isLayout = isLayout || !parts.isEmpty
            for model in FolderListing.folders("\(path)/\(kind)") {
                let folder = "\(path)/\(kind)/\(model)"
                let pictures = FolderListing.files("\(folder)/img_choy2016", ["jpg", "jpeg", "png"])
                let volume = [VolumeFile.binvox("\(folder)/model.binvox"), .points("\(folder)/points.npz")]
                    .first { FolderListing.isFile($0.path) }
                isLayout = isLayout || !pictures.isEmpty
                // Where there are lists, only what they name is used.
                guard !pictures.isEmpty, let volume, parts.isEmpty || parts[model] != nil else {
                    omitted += 1
                    continue
                }
                let shape = RenderedShape(
                    className: kind,
                    volume: volume,
                    pictures: pictures.map { PictureFile("\(folder)/img_choy2016/\($0)") }
                )
                members.append(
                    FolderMember(name: "\(kind)/\(model)", source: .rendered(shape), split: parts[model])
                )
            }
        }
        return isLayout ? (members, omitted) : nil
    }

    /// The part of each model that a list names; none without lists.
    private static func parts(_ folder: String) throws(SceneFileError) -> [String: ShapeSplit] {
        var parts: [String: ShapeSplit] = [:]
        for (name, split) in [("train", ShapeSplit.training), ("val", .validation), ("test", .test)] {
            let path = "\(folder)/\(name).lst"
            guard FolderListing.isFile(path) else { continue }
            let text = String(decoding: try SceneFile.read(path), as: UTF8.self)
            for model in text.split(whereSeparator: \.isWhitespace) {
                guard parts.updateValue(split, forKey: String(model)) == nil else {
                    throw SceneFileError(
                        "\(path) names \(model), which is in another list or in this one before",
                        hint: "A model that is in two parts is tested on what it was trained on."
                    )
                }
            }
        }
        return parts
    }
}
