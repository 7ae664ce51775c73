import Glibc
import HeadroomTrials

/// Warns when the first trial has changed files of its user's project: the second one would find them.
struct TreeCheck: Sendable {
    private var before: WorkingTree?

    /// - Parameter ownPaths: what Headroom itself writes while trials run.
    init(ownPaths: [String]) {
        guard let path = getcwd(nil, 0) else { return }
        defer { free(path) }
        before = WorkingTree(folder: String(cString: path), ownPaths: ownPaths)
    }

    /// What the trial changed; nil where it changed nothing, and after the first one.
    mutating func warning() -> String? {
        defer { before = nil }
        guard let changes = before?.changes(), !changes.isEmpty else { return nil }
        let named = changes.prefix(3).joined(separator: ", ")
        let more = changes.count > 3 ? " and \(changes.count - 3) more" : ""
        return "the first trial changed \(named)\(more) in the working folder; let the command write to {out} instead"
    }
}
