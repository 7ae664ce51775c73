import FoundationEssentials
import HeadroomScenes

/// The names in a folder, in order, without hidden ones.
enum FolderListing {
    /// All names; none where it is no folder or may not be read.
    static func names(_ path: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { !$0.hasPrefix(".") }.sorted()
    }

    static func folders(_ path: String) -> [String] { names(path).filter { isFolder("\(path)/\($0)") } }

    /// The names with one of some endings, in small or capital letters.
    static func files(_ path: String, _ endings: [String]) -> [String] {
        names(path).filter { name in
            guard let dot = name.lastIndex(of: ".") else { return false }
            return endings.contains(name[name.index(after: dot)...].lowercased())
        }
    }

    static func isFolder(_ path: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
    }

    static func isFile(_ path: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder
    }
}
