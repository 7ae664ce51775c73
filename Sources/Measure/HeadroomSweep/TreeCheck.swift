import Glibc
import HeadroomTrials

/// Finds the project files that the first trial has changed, since the second one would start with them.
struct TreeCheck: Sendable {
    private var before: ProjectSnapshot?

    /// - Parameter ownPaths: paths that Headroom itself writes to while trials run.
    init(ownPaths: [String]) {
        guard let path = getcwd(nil, 0) else { return }
        defer { free(path) }
        before = ProjectSnapshot(folder: String(cString: path), ownPaths: ownPaths)
    }

    /// Files that the trial changed; nil where it changed none, and after the first one.
    mutating func changes() -> [String]? {
        defer { before = nil }
        return before?.changes().flatMap { $0.isEmpty ? nil : $0 }
    }
}
