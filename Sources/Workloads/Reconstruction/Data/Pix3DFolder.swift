import FoundationEssentials
import HeadroomScenes

/// Photographs and volumes of Pix3D (arXiv 1804.04610).
///
/// `pix3d.json` names an image, a mask, a category and a volume for each photograph.
enum Pix3DFolder {
    private struct Entry: Decodable {
        var img, mask, category, voxel: String
    }

    static func members(_ path: String) throws(SceneFileError) -> (members: [FolderMember], omitted: Int)? {
        let list = "\(path)/pix3d.json"
        guard FolderListing.isFile(list) else { return nil }
        let bytes = try SceneFile.read(list)
        let entries: [Entry]
        do {
            entries = try JSONDecoder().decode([Entry].self, from: Data(bytes))
        } catch {
            throw SceneFileError("\(list) is not a JSON list whose entries have img, mask, category and voxel")
        }
        // A shape is a volume with all of its photographs, so that it is in one part only.
        var shapes: [String: (className: String, pictures: [PictureFile])] = [:]
        for entry in entries {
            let files = [entry.img, entry.mask, entry.voxel].map { "\(path)/\($0)" }
            guard files.allSatisfy(FolderListing.isFile) else { continue }
            shapes[entry.voxel, default: (entry.category, [])].pictures.append(PictureFile(files[0], mask: files[1]))
        }
        let members = shapes.sorted { $0.key < $1.key }.map { voxel, shape in
            let source = RenderedShape(
                className: shape.className,
                volume: .matlab("\(path)/\(voxel)"),
                pictures: shape.pictures
            )
            return FolderMember(name: voxel, source: .rendered(source), split: nil)
        }
        return (members, Set(entries.map(\.voxel)).count - members.count)
    }
}
