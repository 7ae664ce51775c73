/// Search for all texts of ``OutOfMemoryPattern`` at once, in one pass over the bytes.
enum PatternSearch {
    /// Number of bytes checked before a match: a launcher's prefix, from the beginning of the line.
    static let longestPrefix = 64
    /// Length of the longest text, in bytes.
    static let longestText = texts.map(\.count).max() ?? 0

    private static let texts = OutOfMemoryPattern.all.map { Array($0.text.utf8) }
    private static let places = OutOfMemoryPattern.all.map(\.place)

    /// Indices of the texts by their first two bytes.
    private static let groups: [[Int]] = starts.groups
    /// One more than the index in `groups` for each pair of bytes, 0 where no text begins with it; 65,536 entries.
    private static let groupOfPair: [UInt8] = starts.groupOfPair

    private static let starts: (groups: [[Int]], groupOfPair: [UInt8]) = {
        var groups: [[Int]] = []
        var groupOfPair = [UInt8](repeating: 0, count: 65_536)
        for (index, text) in texts.enumerated() {
            let pair = Int(text[0]) << 8 | Int(text[1])
            if groupOfPair[pair] == 0 {
                groups.append([])
                groupOfPair[pair] = UInt8(groups.count)
            }
            groups[Int(groupOfPair[pair]) - 1].append(index)
        }
        return (groups, groupOfPair)
    }()

    /// Indices of the patterns of ``OutOfMemoryPattern/all`` that were found.
    struct Found: Equatable {
        /// Independent of the following bytes.
        var certain: Set<Int> = []
        /// Provided that the line ends there: the bytes end right after the text.
        var tentative: Set<Int> = []
    }

    /// - Parameters:
    ///   - bytes: part of a stream.
    ///   - beginsLine: whether its first byte is the first of a line.
    static func find(in bytes: UnsafeRawBufferPointer, beginsLine: Bool, _ found: inout Found) {
        guard bytes.count > 1 else { return }
        groupOfPair.withUnsafeBufferPointer { groupOfPair in
            for index in 0..<bytes.count - 1 {
                let group = groupOfPair[Int(bytes[index]) << 8 | Int(bytes[index + 1])]
                guard group != 0 else { continue }
                for pattern in groups[Int(group) - 1] where !found.certain.contains(pattern) {
                    check(pattern, at: index, in: bytes, beginsLine: beginsLine, &found)
                }
            }
        }
    }

    private static func check(
        _ pattern: Int,
        at index: Int,
        in bytes: UnsafeRawBufferPointer,
        beginsLine: Bool,
        _ found: inout Found
    ) {
        let text = texts[pattern]
        let end = index + text.count
        guard end <= bytes.count, bytes[index..<end].elementsEqual(text) else { return }
        let place = places[pattern]
        if place != .anywhere, !isBeginning(index, in: bytes, beginsLine: beginsLine) { return }
        guard place == .name else {
            found.certain.insert(pattern)
            return
        }
        if end == bytes.count {
            found.tentative.insert(pattern)
        } else if [UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: ":")].contains(bytes[end]) {
            found.certain.insert(pattern)
        }
    }

    /// Whether only a prefix precedes a position in its line: one in brackets, or words with colons as in logs
    /// (`ERROR:root:`, `fatal: `).
    private static func isBeginning(_ index: Int, in bytes: UnsafeRawBufferPointer, beginsLine: Bool) -> Bool {
        let window = bytes[max(0, index - longestPrefix)..<index]
        let isLineEnd: (UInt8) -> Bool = { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        let prefix: Slice<UnsafeRawBufferPointer>
        if let lineEnd = window.lastIndex(where: isLineEnd) {
            prefix = window[(lineEnd + 1)...]
        } else if window.startIndex == 0, beginsLine {
            prefix = window
        } else {
            return false
        }
        if prefix.isEmpty { return true }
        if isLogPrefix(prefix) { return true }
        let bracket = prefix.lastIndex(of: UInt8(ascii: "]"))
        guard prefix.first == UInt8(ascii: "["), let bracket else { return false }
        return prefix[(bracket + 1)...].allSatisfy { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: " ") }
    }

    private static func isLogPrefix(_ prefix: Slice<UnsafeRawBufferPointer>) -> Bool {
        var before = UInt8(ascii: " ")
        for byte in prefix {
            if byte == UInt8(ascii: " "), before != UInt8(ascii: ":") { return false }
            before = byte
        }
        return before == UInt8(ascii: ":") || before == UInt8(ascii: " ")
    }
}

extension OutOfMemoryPattern {
    /// Patterns found in a complete text, in the order of ``all``.
    static func found(in text: String) -> [OutOfMemoryPattern] {
        var text = text
        return text.withUTF8 { utf8 in
            var found = PatternSearch.Found()
            PatternSearch.find(in: UnsafeRawBufferPointer(utf8), beginsLine: true, &found)
            return all(found.certain.union(found.tentative))
        }
    }

    static func all(_ indices: Set<Int>) -> [OutOfMemoryPattern] { indices.sorted().map { all[$0] } }
}
