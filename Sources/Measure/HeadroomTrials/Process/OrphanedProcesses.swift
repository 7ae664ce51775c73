import FoundationEssentials
import Glibc

/// Processes left by a trial whose supervisor was killed: the command dies with it, its descendants do not.
enum OrphanedProcesses {
    /// Kills every process whose environment has a line such as `HEADROOM_TRIAL_DIRECTORY=/tmp/..`, until none is left.
    static func end(mark: String) async {
        // The next scan finds processes created while the others are killed.
        for _ in 0..<maximumScans {
            let left = processes(with: Data(mark.utf8))
            if left.isEmpty { return }
            for process in left { kill(process, SIGKILL) }
            try? await Task.sleep(for: .milliseconds(10))
        }
    }

    private static let maximumScans = 200

    private static func processes(with mark: Data) -> [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.filter { process in
            // The environment of other users' processes cannot be read, and zombies have none.
            let file = "/proc/\(process)/environ"
            guard process != getpid(), let environment = FileManager.default.contents(atPath: file) else {
                return false
            }
            return environment.split(separator: 0).contains { $0 == mark }
        }
    }
}
