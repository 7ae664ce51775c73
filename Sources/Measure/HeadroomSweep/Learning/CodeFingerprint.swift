import FoundationEssentials

/// Detects changes of a command by the size and modification time of its files.
///
/// These are the files that the command names (also as `--config=FILE`), the folders that it names (such as of data),
/// and, next to these files and in the folders below, files of the same kind, which a script may import, and settings
/// files. Packages that are installed elsewhere are excluded; the versions of the frameworks are compared separately.
package enum CodeFingerprint {
    /// Maximum number of files for one folder: data may have millions.
    private static let mostFiles = 20_000
    /// Extensions of settings files.
    private static let settings: Set<String> = [".json", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".gin"]
    /// Folders below a script that are excluded: installed packages, build results, version control.
    private static let passedOver: Set<String> = [
        "__pycache__", "node_modules", "site-packages", "venv", "env", "build",
    ]

    /// - Parameter arguments: of the command, including its program.
    /// - Returns: a short text that changes when a file is changed, added or removed; nil where the command names no
    ///   file.
    package static func of(_ arguments: [String]) -> String? {
        var hash = FNV1a()
        let named = arguments.flatMap(paths)
        let files = named.filter { !isFolder($0) }
        guard !files.isEmpty else { return nil }
        for file in files {
            hash.add(file, attributes(file))
            let name = file.split(separator: "/").last.map(String.init) ?? ""
            // Files next to a system program are not part of the command.
            guard let kind = kind(of: name), !file.hasPrefix("/usr/"), !file.hasPrefix("/bin/") else { continue }
            let folder = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "."
            walk(folder.isEmpty ? "/" : folder, into: &hash) { $0 == kind || settings.contains($0) }
        }
        for folder in named where isFolder(folder) { walk(folder, into: &hash) { _ in true } }
        return String(hash.value, radix: 36)
    }

    /// The paths that an argument names: itself, or the part behind its equals sign.
    private static func paths(_ argument: String) -> [String] {
        let value = argument.firstIndex(of: "=").map { String(argument[argument.index(after: $0)...]) }
        return [argument, value].compactMap(\.self).filter { path in
            guard path.contains("/") || path.contains(".") else { return false }
            return FileManager.default.fileExists(atPath: path)
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
    }

    /// The extension of a file's name with its dot; nil for a name without one, and for a hidden file.
    private static func kind(of name: String) -> String? {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
        return String(name[dot...])
    }

    /// Hashes the files of a folder and of those below it, nearest first, in the order of their names.
    private static func walk(_ folder: String, into hash: inout FNV1a, where isWanted: (String) -> Bool) {
        var (folders, count) = ([folder][...], 0)
        while let next = folders.popFirst(), count < mostFiles {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: next)) ?? []
            for name in names.sorted() where !name.hasPrefix(".") && count < mostFiles {
                count += 1
                let path = "\(next)/\(name)"
                guard let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
                else { continue }
                if type == .typeDirectory {
                    if !passedOver.contains(name) { folders.append(path) }
                } else if isWanted(kind(of: name) ?? "") {
                    hash.add(path, attributes(path))
                }
            }
        }
    }

    private static func attributes(_ path: String) -> String {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        let size = attributes?[.size].map { "\($0)" } ?? ""
        let changed = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        return "\(size) \(changed)"
    }
}

/// The hash of Fowler, Noll and Vo (1991), in 64 bits: to distinguish files, not for security.
private struct FNV1a {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func add(_ texts: String...) {
        for byte in texts.joined(separator: "\0").utf8 { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
        value = value &* 0x100_0000_01b3
    }
}
