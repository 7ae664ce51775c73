import HeadroomSystem

/// Whole files of bytes.
package enum SceneFile {
    /// Reads a file, a pipe or a device up to its end, of at most `limit` bytes.
    package static func read(_ path: String, limit: Int = 1 << 32) throws(SceneFileError) -> [UInt8] {
        var stream = try ByteStream(contentsOf: path)
        return try stream.readToEnd(limit: limit)
    }

    /// Writes a file, replacing its contents.
    package static func write(_ bytes: [UInt8], to path: String) throws(SceneFileError) {
        do { try WholeFile.write(bytes, to: path) } catch { throw SceneFileError(error.description) }
    }

    /// File name extension in small letters; empty for a name without a dot.
    static func suffix(of path: String) -> String {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: ".") else { return "" }
        return name[name.index(after: dot)...].lowercased()
    }
}
