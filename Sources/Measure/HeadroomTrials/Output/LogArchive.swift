import FoundationEssentials
import Glibc

/// Stores the output of a run's trials, and deletes the oldest runs.
package struct LogArchive: Sendable {
    /// Parent folder of the runs.
    package let base: String
    /// Folder of this run.
    package let folder: String

    /// Maximum number of bytes stored of the end of a stream.
    private static let longestBytes = 1_048_576
    private static let mostRuns = 20

    /// - Parameters:
    ///   - base: parent folder of the runs.
    ///   - run: name of this run.
    package init(base: String, run: String) {
        self.base = base
        folder = "\(base)/\(run)"
        Self.forgetOldRuns(in: base)
    }

    /// Folder for programs' state: `$XDG_STATE_HOME`, or `~/.local/state` (XDG Base Directory Specification).
    package static func defaultBase(environment: [String: String]) -> String? {
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return "\(state)/headroom/logs" }
        return environment["HOME"].map { "\($0)/.local/state/headroom/logs" }
    }

    /// Copies the ends of a trial's streams; on a full disk the log is lost, but not the trial.
    func keep(_ plan: TrialPlan) {
        for (name, stream) in [(TrialFiles.standardOutput, "out"), (TrialFiles.standardError, "err")] {
            guard
                let bytes = try? FileDescriptorReader.tail(of: "\(plan.directory)/\(name)", bytes: Self.longestBytes),
                !bytes.isEmpty
            else { continue }
            let batch = plan.batchSize.map { "-batch-\($0)" } ?? ""
            try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let path = "\(folder)/trial-\(plan.id)\(batch).\(stream).log"
            try? Data(bytes).write(to: URL(filePath: path))
        }
    }

    /// Whether a folder contains only logs of trials: the user may name any folder for them, and its other contents
    /// belong to the user.
    private static func isOfARun(_ folder: String) -> Bool {
        guard let files = try? FileManager.default.contentsOfDirectory(atPath: folder), !files.isEmpty else {
            return false
        }
        return files.allSatisfy { $0.hasPrefix("trial-") && ($0.hasSuffix(".out.log") || $0.hasSuffix(".err.log")) }
    }

    private static func forgetOldRuns(in base: String) {
        let runs = ((try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []).map { "\(base)/\($0)" }
            .filter(isOfARun)
        guard runs.count >= mostRuns else { return }
        func changed(_ path: String) -> Int {
            var status = stat()
            return stat(path, &status) == 0 ? status.st_mtim.tv_sec : 0
        }
        for run in runs.sorted(by: { changed($0) < changed($1) }).prefix(runs.count - mostRuns + 1) {
            try? FileManager.default.removeItem(atPath: run)
        }
    }
}
