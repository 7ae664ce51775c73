import FoundationEssentials

/// End of a trial's output.
enum LogTail {
    /// Maximum number of bytes read from the end of a log.
    static let longestBytes = 65_536

    /// Last lines of the standard error, or of the standard output where that is empty.
    static func lines(directory: String, count: Int) -> [String] {
        for name in [TrialFiles.standardError, TrialFiles.standardOutput] {
            let lines = text("\(directory)/\(name)").split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }
            if !lines.isEmpty { return lines.suffix(count).map(String.init) }
        }
        return []
    }

    /// Ends of both streams, for finding messages.
    static func text(directory: String) -> String {
        text("\(directory)/\(TrialFiles.standardError)") + "\n" + text("\(directory)/\(TrialFiles.standardOutput)")
    }

    private static func text(_ path: String) -> String {
        guard let file = try? FileDescriptorReader.tail(of: path, bytes: longestBytes) else { return "" }
        return String(decoding: file, as: UTF8.self)
    }
}

/// Files of a trial's folder.
package enum TrialFiles {
    package static let socket = "events"
    package static let standardOutput = "stdout.log"
    package static let standardError = "stderr.log"
    package static let workingCopy = "folder"
}
