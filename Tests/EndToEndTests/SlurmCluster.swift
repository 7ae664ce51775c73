import FoundationEssentials
import Glibc
import Subprocess
import SystemPackage
import TestSupport

/// A real Slurm of eight nodes on this machine, started once for all tests and ended with the test process.
struct SlurmCluster: Sendable {
    /// Folder of its configuration, logs and process numbers.
    let folder: String
    /// Process of the script that started it.
    private let script: pid_t

    /// Whether Debian's packages slurmctld, slurmd, slurm-client and munge are there.
    static let isInstalled = ["slurmctld", "slurmd", "munged", "sbatch", "squeue"].allSatisfy { name in
        ["/usr/bin", "/usr/sbin", "/bin", "/sbin"].contains { access("\($0)/\(name)", X_OK) == 0 }
    }

    /// The cluster; started at the first use.
    static let shared: Result<SlurmCluster, Failure> = Result { () throws(Failure) in try SlurmCluster() }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private init() throws(Failure) {
        folder = "/tmp/headroom-slurm-\(UInt32.random(in: .min ... .max))"
        guard mkdir(folder, 0o755) == 0 else { throw Failure(description: "\(folder) cannot be made") }
        // The script ends with its standard input: that is this process holding the other end of the pipe.
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Failure(description: "there is no pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO)
        let answer = "\(folder)/answer"
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, answer, O_WRONLY | O_CREAT, 0o644)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        let words = [
            "/usr/bin/env", "REMOVE=1", "NODES=8", "NODE_PREFIX=t\(getpid())", "/bin/bash",
            "\(Needs.root)/Tests/Slurm/start-slurm", folder,
        ]
        var strings: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for string in strings { free(string) } }
        var process: pid_t = 0
        let status = SpawnAttributes().with { posix_spawn(&process, "/usr/bin/env", &actions, $0, &strings, environ) }
        close(ends[0])
        guard status == 0 else { throw Failure(description: String(cString: strerror(status))) }
        script = process
        for _ in 0..<400 {
            let text = FileManager.default.contents(atPath: answer).map { String(decoding: $0, as: UTF8.self) } ?? ""
            if text == "ready\n" { return }
            var status: Int32 = 0
            guard waitpid(process, &status, WNOHANG) == 0 else { throw Failure(description: text) }
            usleep(100_000)
        }
        throw Failure(description: "Slurm did not start; its logs are in \(folder)/log")
    }

    /// Whether Slurm limits memory by control groups.
    var hasControlGroups: Bool {
        FileManager.default.contents(atPath: "\(folder)/limits").map { String(decoding: $0, as: UTF8.self) }
            == "cgroup\n"
    }

    var environment: [String: String?] {
        ["SLURM_CONF": "\(folder)/slurm.conf", "HEADROOM_STORE": "\(folder)/runs.sqlite"]
    }

    /// Ends it with all its processes and files; otherwise it ends with the test process.
    func end() async throws {
        kill(script, SIGTERM)
        // The folder goes last.
        for _ in 0..<300 where FileManager.default.fileExists(atPath: folder) {
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Runs a program of Slurm; returns all that it writes.
    @discardableResult
    func run(_ program: String, _ arguments: String...) async throws -> String {
        let result = try await Subprocess.run(
            .name(program),
            arguments: Arguments(arguments),
            environment: .inherit.updating([
                "SLURM_CONF": "\(folder)/slurm.conf", "PATH": "/usr/bin:/bin:/usr/sbin:/sbin",
            ]),
            output: .string(limit: 100_000),
            error: .string(limit: 100_000)
        )
        return result.standardOutput + result.standardError
    }

    private func process(of daemon: String) -> pid_t? {
        FileManager.default.contents(atPath: "\(folder)/pid/\(daemon).pid")
            .flatMap { pid_t(String(decoding: $0, as: UTF8.self).filter(\.isNumber)) }
    }

    /// Stops the daemon that answers sbatch and squeue, and waits for its end.
    func stopController() async throws {
        guard let controller = process(of: "slurmctld") else { return }
        kill(controller, SIGTERM)
        // A process that has ended has no words, even where nobody waits for it.
        let words = "/proc/\(controller)/cmdline"
        for _ in 0..<200 where FileManager.default.contents(atPath: words)?.isEmpty == false {
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    func startController() async throws { try await run("slurmctld") }

    /// Loses a node: its daemon and those of a job die, and the trainings live on.
    ///
    /// Slurm is told of it, as it would find out by itself after some time.
    func lose(_ node: String, job: String) async throws {
        if let daemon = process(of: node) { kill(daemon, SIGKILL) }
        // Those of another Slurm on this machine have the same names.
        for step in ProcessTable.matching("slurmstepd: [\(job).") {
            let environment = FileManager.default.contents(atPath: "/proc/\(step)/environ") ?? Data()
            guard String(decoding: environment, as: UTF8.self).contains(folder) else { continue }
            kill(pid_t(step), SIGKILL)
        }
        try await run("scontrol", "update", "NodeName=\(node)", "State=DOWN", "Reason=lost")
    }

    /// Starts the daemon of a lost node again.
    func restore(_ node: String) async throws {
        try await run("slurmd", "-N", node)
        try await run("scontrol", "update", "NodeName=\(node)", "State=RESUME")
    }
}
