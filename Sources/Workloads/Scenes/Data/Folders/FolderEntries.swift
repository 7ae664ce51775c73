import FoundationEssentials

/// The names in a folder, in order, without hidden ones.
enum FolderEntries {
    /// All names; none where it is no folder or may not be read.
    static func names(_ path: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
            .filter { !$0.hasPrefix(".") }
            .sorted { isBefore($0, $1) }
    }

    static func folders(_ path: String) -> [String] { names(path).filter { isFolder("\(path)/\($0)") } }

    static func files(_ path: String, ending: String) -> [String] {
        names(path).filter { $0.lowercased().hasSuffix(ending) }
    }

    static func isFolder(_ path: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
    }

    static func isFile(_ path: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder
    }

    /// Whether a name comes before another one, where numbers in them are compared as such.
    static func isBefore(_ left: String, _ right: String) -> Bool {
        let (a, b) = (Array(left.utf8), Array(right.utf8))
        var (i, j) = (0, 0)
        func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
        while i < a.count, j < b.count {
            guard isDigit(a[i]), isDigit(b[j]) else {
                if a[i] != b[j] { return a[i] < b[j] }
                (i, j) = (i + 1, j + 1)
                continue
            }
            let (first, second) = (a[i...].prefix(while: isDigit), b[j...].prefix(while: isDigit))
            let (x, y) = (first.drop { $0 == 0x30 }, second.drop { $0 == 0x30 })
            if x.count != y.count { return x.count < y.count }
            if !x.elementsEqual(y) { return x.lexicographicallyPrecedes(y) }
            (i, j) = (i + first.count, j + second.count)
        }
        return (a.count - i, left) < (b.count - j, right)
    }
}
