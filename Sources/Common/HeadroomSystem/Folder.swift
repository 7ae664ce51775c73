import Glibc

/// Making folders, with the system's own words where that fails.
package enum Folder {
    /// Makes a folder, and those that it lies in; one that is there already is fine.
    package static func make(_ path: String) throws(FileFailure) {
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFDIR else { throw FileFailure("\(path) is a file, no folder") }
            return
        }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex { try make(String(path[..<slash])) }
        // Another program may be making it as well.
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
            throw FileFailure("the folder \(path) cannot be made: \(String(cString: strerror(errno)))")
        }
    }
}
