import FoundationEssentials
import HeadroomSystem

/// Output files requested by the user.
package enum OutputFile {
    /// Checks that a file can be written, without changing its contents.
    package static func check(_ path: String) throws(CommandFailure) {
        let files = FileManager.default
        var isFolder = false
        if files.fileExists(atPath: path, isDirectory: &isFolder) {
            if isFolder { throw CommandFailure(writing: path, reason: "it is a folder") }
            if !files.isWritableFile(atPath: path) {
                throw CommandFailure(writing: path, reason: "it may not be written")
            }
            return
        }
        let folder = path.contains("/") ? String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) : "."
        let parent = folder.isEmpty ? "/" : folder
        guard files.fileExists(atPath: parent, isDirectory: &isFolder), isFolder else {
            throw CommandFailure(writing: path, reason: "the folder \(parent) does not exist")
        }
        guard files.isWritableFile(atPath: parent) else {
            throw CommandFailure(writing: path, reason: "the folder \(parent) may not be written")
        }
    }

    package static func write(_ text: String, to path: String) throws(CommandFailure) {
        do {
            try WholeFile.write(Array(text.utf8), to: path)
        } catch {
            throw error.failure
        }
    }
}
