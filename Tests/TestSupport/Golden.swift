import FoundationEssentials

/// Texts that a person has read and found right, kept beside the tests.
///
/// `HEADROOM_UPDATE_GOLDEN=1` writes them anew; what changed then shows in the difference to what was committed.
package struct Golden {
    private let folder: String

    /// - Parameter testFile: the file of the test, beside which the folder `Golden` is.
    package init(testFile: String = #filePath) {
        folder = testFile[..<(testFile.lastIndex(of: "/") ?? testFile.endIndex)] + "/Golden"
    }

    package func text(_ name: String) -> String {
        FileManager.default.contents(atPath: "\(folder)/\(name)").map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Where a text first differs from the kept one; nil where it does not.
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
