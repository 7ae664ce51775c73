import Glibc

/// Creation of folders, with the system's error message on failure.
package enum Folder {
    /// Creates a folder and its parents; does nothing if it exists.
    package static func make(_ path: String) throws(FileFailure) {
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFDIR else { throw FileFailure("\(path) is a file, no folder") }
            return
        }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex { try make(String(path[..<slash])) }
        // Another program may create it concurrently.
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
            throw FileFailure("the folder \(path) cannot be made: \(String(cString: strerror(errno)))")
        }
    }
}
