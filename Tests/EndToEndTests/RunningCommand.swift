import FoundationEssentials
import Glibc
import TestSupport

/// Run of the release binary that goes on while a test acts.
struct RunningCommand: Sendable {
    let process: pid_t
    private let output: String
    private let errorOutput: String

    /// Starts headroom with its output in files of a folder.
    init(_ arguments: [String], environment: [String: String?], output folder: String, directory: String) throws {
        output = "\(folder)/output"
        errorOutput = "\(folder)/errors"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errorOutput, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        var variables = ProcessInfo.processInfo.environment
        for (name, value) in environment { variables[name] = value }
        // env changes the folder and becomes the program, with the same process number.
        let started = ["/usr/bin/env", "-C", directory, Needs.binary] + arguments
        var words: [UnsafeMutablePointer<CChar>?] = started.map { strdup($0) } + [nil]
        var pairs: [UnsafeMutablePointer<CChar>?] = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for string in words + pairs { free(string) } }
        var process: pid_t = 0
        let status = SpawnAttributes().with { posix_spawn(&process, started[0], &actions, $0, &words, &pairs) }
        guard status == 0 else { throw Failure(description: "\(Needs.binary): \(String(cString: strerror(status)))") }
        self.process = process
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Messages so far.
    var errors: String { text(errorOutput) }

    private func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }

    /// Waits until a message has a text, or the program has ended; returns whether it has.
    func says(_ wanted: String, within seconds: Double = 60) async throws -> Bool {
        for _ in 0..<Int(seconds * 20) where !errors.contains(wanted) && !hasEnded {
            try await Task.sleep(for: .milliseconds(50))
        }
        return errors.contains(wanted)
    }

    /// Whether the program has ended; its status stays for ``end(within:)``.
    private var hasEnded: Bool {
        var information = siginfo_t()
        let status = waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT)
        return status == 0 && information.si_signo == SIGCHLD
    }

    /// Waits for the end, some time; after it the program is killed.
    func end(within seconds: Double = 90) async throws -> Command {
        var status: Int32 = 0
        for _ in 0..<Int(seconds * 20) {
            if waitpid(process, &status, WNOHANG) == process { return command(status) }
            try await Task.sleep(for: .milliseconds(50))
        }
        kill(process, SIGKILL)
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return command(status)
    }

    private func command(_ status: Int32) -> Command {
        // See wait(2): the signal is in the lowest seven bits, the exit code above the lowest eight.
        let code = status & 0x7F == 0 ? Int(status >> 8) : 1000 + Int(status & 0x7F)
        return Command(status: code, output: text(output), errors: errors)
    }
}
