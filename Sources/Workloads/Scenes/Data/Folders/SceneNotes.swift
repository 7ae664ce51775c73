import FoundationEssentials
import HeadroomScenes

/// Notes about a trajectory beside its frames, in `scene.json` and `text.txt`; both may be missing.
struct SceneNotes: Sendable {
    var category: String?
    var text = ""
    /// Meters (or the folder's units) that a value 1 of a picture of depths stands for.
    var depthScale: Double?
    /// Height of the floor in the frame of the poses.
    var floorHeight: Double?

    private static let greatestScale = 1e4

    private struct File: Codable {
        var category: String?
        var caption: String?
        var depthScale: Double?
        var floorHeight: Double?

        enum CodingKeys: String, CodingKey {
            case category, caption
            case depthScale = "depth_scale"
            case floorHeight = "floor_height"
        }
    }

    init() {}

    init(_ folder: String) throws(SceneFileError) {
        let (notes, text) = ("\(folder)/scene.json", "\(folder)/text.txt")
        if FolderEntries.isFile(notes) {
            let file: File = try JSONFile.read(notes, "an object with category, caption, depth_scale or floor_height")
            (category, depthScale, floorHeight) = (file.category, file.depthScale, file.floorHeight)
            self.text = file.caption ?? ""
            guard depthScale.map({ $0 > 0 && $0 < Self.greatestScale }) ?? true else {
                throw SceneFileError("\(notes): depth_scale must be greater than 0, in meters of a value of 1")
            }
            guard abs(floorHeight ?? 0) < PoseMatrix.farthest else {
                throw SceneFileError("\(notes): floor_height is not a height")
            }
        }
        if FolderEntries.isFile(text) {
            self.text = String(decoding: try SceneFile.read(text, limit: 1 << 20), as: UTF8.self)
                .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
    }

    /// Writes `scene.json`.
    func write(to folder: String) throws(SceneFileError) {
        let file = File(
            category: category,
            caption: text.isEmpty ? nil : text,
            depthScale: depthScale,
            floorHeight: floorHeight
        )
        try JSONFile.write(file, to: "\(folder)/scene.json")
    }
}
