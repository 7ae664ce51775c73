import FoundationEssentials

/// Small text files of the kernel, such as those in /proc and /sys.
package enum SystemFile {
    /// Text of a file; nil if it is missing or not readable.
    package static func text(_ path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        return String(decoding: data, as: UTF8.self)
    }

    /// Integer in a file; nil also for words such as `max`.
    package static func integer(_ path: String) -> Int? {
        text(path).flatMap { Int($0.trimmingSuffix(while: \.isWhitespace)) }
    }

    /// Value in bytes of a line such as `MemTotal:   24105060 kB`.
    package static func bytes(of key: String, inTable table: String) -> Int? {
        for line in table.split(separator: "\n") where line.hasPrefix(key + ":") {
            let fields = line.split(whereSeparator: \.isWhitespace)
            guard fields.count >= 2, let value = Int(fields[1]) else { return nil }
            return fields.count > 2 && fields[2] == "kB" ? value * 1024 : value
        }
        return nil
    }
}

extension String {
    package func trimmingSuffix(while predicate: (Character) -> Bool) -> Substring {
        var end = endIndex
        while end > startIndex, predicate(self[index(before: end)]) { end = index(before: end) }
        return self[..<end]
    }
}
