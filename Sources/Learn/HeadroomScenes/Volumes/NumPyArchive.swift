/// Named arrays of NumPy in one file (`.npz`): a ZIP of `.npy` files.
package struct NumPyArchive: Sendable {
    /// In the order of the file.
    package var names: [String] { entries.map(\.name) }

    private var entries: [(name: String, array: NumPyArray)]

    package init(_ entries: [(name: String, array: NumPyArray)] = []) { self.entries = entries }

    /// Reads all arrays, stored or compressed.
    package init(contentsOf path: String) throws(SceneFileError) {
        try self.init(decoding: try SceneFile.read(path), name: path)
    }

    package init(decoding bytes: [UInt8], name: String) throws(SceneFileError) {
        entries = []
        let archive = try ZipArchive(bytes, name: name)
        for entry in archive.entries where entry.name.hasSuffix(".npy") {
            let array = try NumPyFile.decode(try archive.content(of: entry), name: "\(name), \(entry.name)")
            entries.append((String(entry.name.dropLast(4)), array))
        }
    }

    /// The array of a name; nil where there is none.
    package subscript(_ name: String) -> NumPyArray? { entries.first { $0.name == name }?.array }

    package func encoded(compressed: Bool = true) throws(SceneFileError) -> [UInt8] {
        try ZipWriter.bytes(of: entries.map { ("\($0.name).npy", NumPyFile.encode($0.array)) }, compressed: compressed)
    }

    package func write(to path: String, compressed: Bool = true) throws(SceneFileError) {
        try SceneFile.write(try encoded(compressed: compressed), to: path)
    }
}
