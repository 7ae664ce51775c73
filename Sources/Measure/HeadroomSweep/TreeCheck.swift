import Glibc
import HeadroomTrials

/// Finds the files of its user's project that the first trial has changed: the second one would find them.
struct TreeCheck: Sendable {
    private var before: ProjectSnapshot?

    /// - Parameter ownPaths: what Headroom itself writes while trials run.
    init(ownPaths: [String]) {
        guard let path = getcwd(nil, 0) else { return }
        defer { free(path) }
        before = ProjectSnapshot(folder: String(cString: path), ownPaths: ownPaths)
    }

    /// What the trial changed; nil where it changed nothing, and after the first one.
    mutating func changes() -> [String]? {
        defer { before = nil }
        return before?.changes().flatMap { $0.isEmpty ? nil : $0 }
    }
}
