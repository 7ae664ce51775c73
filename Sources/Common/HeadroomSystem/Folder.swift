import Glibc

/// Making folders, with the system's own words where that fails.
package enum Folder {
    /// Why a folder could not be made: which one, and the reason.
    package struct Failure: Error, Equatable, CustomStringConvertible, Sendable {
        package let description: String
    }

    /// Makes a folder, and those that it lies in; one that is there already is fine.
    ///
    /// - Throws: ``Failure``.
    package static func make(_ path: String) throws(Failure) {
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFDIR else { throw Failure(description: "\(path) is a file, no folder") }
            return
        }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex { try make(String(path[..<slash])) }
        // Another program may be making it as well.
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
            throw Failure(description: "the folder \(path) cannot be made: \(String(cString: strerror(errno)))")
        }
    }
}
