import FoundationEssentials

/// Tells whether a command is still the one that it was.
///
/// It goes by the files that the command names, and those of the same kind beside them, which a script may import. What lies elsewhere is not looked at.
package enum CodeFingerprint {
    private static let mostFiles = 1000

    /// - Parameter arguments: of the command, its program included.
    /// - Returns: a short text that changes when a file is changed; nil where the command names none.
    package static func of(_ arguments: [String]) -> String? {
        var hash = FNV1a()
        let files = arguments.filter(isFile)
        guard !files.isEmpty else { return nil }
        for path in files {
            for file in [path] + neighbours(of: path) { hash.add(file, attributes(file)) }
        }
        return String(hash.value, radix: 36)
    }

    private static func isFile(_ path: String) -> Bool {
        var isFolder = false
        return path.contains("/") || path.contains(".")
            ? FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder : false
    }

    private static func neighbours(of path: String) -> [String] {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return [] }
        let kind = String(name[dot...])
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "./"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(kind) }.sorted().prefix(mostFiles).map { folder + $0 }
    }

    private static func attributes(_ path: String) -> String {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        let size = attributes?[.size].map { "\($0)" } ?? ""
        let changed = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        return "\(size) \(changed)"
    }
}

/// The hash of Fowler, Noll and Vo (1991), in 64 bits: to tell files apart, not to guard them.
private struct FNV1a {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func add(_ texts: String...) {
        for byte in texts.joined(separator: "\0").utf8 { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
}
