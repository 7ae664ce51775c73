import FoundationEssentials

/// Expected texts, reviewed by a person and stored with the tests.
///
/// `HEADROOM_UPDATE_GOLDEN=1` rewrites them; the changes are then visible in the version control diff.
package struct Golden {
    private let folder: String

    /// - Parameter testFile: file of the test, next to which the folder `Golden` is.
    package init(testFile: String = #filePath) {
        folder = testFile[..<(testFile.lastIndex(of: "/") ?? testFile.endIndex)] + "/Golden"
    }

    package func text(_ name: String) -> String {
        FileManager.default.contents(atPath: "\(folder)/\(name)").map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// First difference between a text and the stored one; nil where they are equal.
    package func difference(_ text: String, _ name: String) -> String? {
        if ProcessInfo.processInfo.environment["HEADROOM_UPDATE_GOLDEN"] == "1" {
            try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try? Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
            return nil
        }
        let kept = self.text(name)
        if text == kept { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let keptLines = kept.split(separator: "\n", omittingEmptySubsequences: false)
        for index in 0..<max(lines.count, keptLines.count) {
            let now = index < lines.count ? String(lines[index]) : "(nothing)"
            let before = index < keptLines.count ? String(keptLines[index]) : "(nothing)"
            if now != before { return "line \(index + 1) of \(name)\n  is     \(now)\n  was    \(before)" }
        }
        return "\(name) differs"
    }
}
