import FoundationEssentials
import Glibc

/// The processes of a trial whose supervisor was killed: the command ends with it, its descendants do not.
enum OrphanedProcesses {
    /// Kills every process whose environment has a line such as `HEADROOM_TRIAL_DIRECTORY=/tmp/..`, until there is none.
    static func end(mark: String) async {
        // A process that is born while the others are killed is found by the next scan.
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
            // Those of others cannot be read, and a zombie has none.
            let file = "/proc/\(process)/environ"
            guard process != getpid(), let environment = FileManager.default.contents(atPath: file) else {
                return false
            }
            return environment.split(separator: 0).contains { $0 == mark }
        }
    }
}
