import ArgumentParser
import FoundationEssentials

/// A folder for the trials of one run, gone with it.
struct TemporaryFolder {
    let path: String
    let name: String

    /// The path must be short: a Unix socket lives in it.
    init() throws {
        let base = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        name = String(UInt64.random(in: .min ... .max), radix: 36)
        path = "\(base.utf8.count > 60 ? "/tmp" : base)/headroom-\(name)"
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            StandardStream.message(
                "headroom: cannot make the folder \(path): \(error)\n  Set TMPDIR to a folder that can be written.\n"
            )
            throw ExitCode.somethingMissing
        }
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}
