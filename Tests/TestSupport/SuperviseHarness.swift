import FoundationEssentials
import Glibc
package import Subprocess
import SystemPackage

/// One line that `headroom-supervise` wrote; what its kind of report does not have is nil.
package struct SuperviseReport: Decodable, Sendable {
    package let report: String
    package let at: Double?
    package let processId: Int32?
    package let memoryMode: String?
    package let processorSeconds: Double?
    package let memoryBytes: Int?
    package let peakMemoryBytes: Int?
    package let peakMemoryExact: Bool?
    package let processes: Int?
    package let threads: Threads?
    package let exitCode: Int?
    package let signal: Int?
    package let memoryLimitHit: Bool?
    package let oomKills: Int?
    package let stragglers: Int?
    package let endedBy: String?
    package let supervisorProcessorSeconds: Double?
    package let supervisorPrivateBytes: Int?
    package let message: String?

    /// What the busy threads of a tree did since the first look at them.
    package struct Threads: Decodable, Sendable {
        package let watchedSeconds: Double
        package let busySeconds: Double
        package let waitingSeconds: Double
        package let voluntarySwitches: Int
        package let involuntarySwitches: Int
        package let workerSwitches: Int
        package let voluntaryWorkerSwitches: Int
        package let waitPolicy: String?
        package let openMP: String?
    }
}

/// What a test does to a supervisor when it has read one of its lines.
package enum SuperviseOrder: Sendable {
    case write(String)
    case disconnect
    case signal(Int32)
}

/// A supervised run that has ended.
package struct SuperviseRun: Sendable {
    package let reports: [SuperviseReport]
    package let status: Int32
    package let seconds: Double

    package var started: SuperviseReport? { reports.first { $0.report == "started" } }
    package var readings: [SuperviseReport] { reports.filter { $0.report == "reading" } }
    package var ended: SuperviseReport? { reports.last { $0.report == "ended" } }
}

/// Drives the `headroom-supervise` that was built beside the tests.
package enum Supervise {
    /// The binary: `HEADROOM_SUPERVISE`, or the one in the folder of the test bundle.
    package static var path: String {
        if let path = ProcessInfo.processInfo.environment["HEADROOM_SUPERVISE"] { return path }
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        let folder = bundle.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        return folder.joined(separator: "/") + "/headroom-supervise"
    }

    /// The first Python of the usual places: one that is a program, not a script that finds it, for its processes are
    /// counted.
    package static let python =
        ["/usr/bin/python3", "/usr/local/bin/python3"].first { FileManager.default.fileExists(atPath: $0) }
        ?? "/usr/bin/python3"

    /// Whether what is started here inherits a way of waiting for threads of OpenMP.
    package static var inheritsWaitPolicy: Bool {
        ["OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "KMP_BLOCKTIME"].contains {
            ProcessInfo.processInfo.environment[$0] != nil
        }
    }

    /// Runs a command under a supervisor to its end, and gives `order` each of its lines as they come.
    package static func run(
        _ options: [String] = [],
        _ command: [String],
        order: @Sendable (SuperviseReport) -> SuperviseOrder? = { _ in nil }
    ) async throws -> SuperviseRun {
        // A word to a supervisor that has just ended must not end the tests.
        Glibc.signal(SIGPIPE, SIG_IGN)
        let clock = ContinuousClock()
        let start = clock.now
        let result = try await Subprocess.run(
            .path(FilePath(path)),
            arguments: Arguments(options + ["--"] + command),
            input: .inputWriter,
            output: .sequence,
            error: .discarded
        ) { execution in
            var reports: [SuperviseReport] = []
            for try await line in execution.standardOutput.strings() {
                let report = try JSONDecoder().decode(SuperviseReport.self, from: Data(line.utf8))
                reports.append(report)
                switch order(report) {
                case .write(let text): _ = try await execution.standardInputWriter.write(text)
                case .disconnect: try await execution.standardInputWriter.finish()
                case .signal(let number): kill(execution.processIdentifier.value, number)
                case nil: break
                }
            }
            return reports
        }
        let status: Int32
        switch result.terminationStatus {
        case .exited(let code): status = code
        case .signaled(let number): status = 128 + number
        }
        let (seconds, attoseconds) = (clock.now - start).components
        return SuperviseRun(
            reports: result.closureResult,
            status: status,
            seconds: Double(seconds) + Double(attoseconds) * 1e-18
        )
    }

    /// Runs a program without a supervisor and gives how it ended and its output.
    package static func output(_ command: [String]) async throws -> (TerminationStatus, String) {
        let result = try await Subprocess.run(
            .path(FilePath(command[0])),
            arguments: Arguments(Array(command.dropFirst())),
            output: .string(limit: 65536),
            error: .discarded
        )
        return (result.terminationStatus, result.standardOutput)
    }

    /// The text of a small file, of the kernel's own too; empty where there is none.
    package static func text(_ path: String) -> String {
        String(decoding: readAll(path) ?? [], as: UTF8.self)
    }

    /// A word that no other process has in its command line.
    package static func tag() -> String { "supervised-\(UUID().uuidString)" }

    /// The processes that run now with `tag` in their command line.
    package static func survivors(_ tag: String) -> [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int32($0) }.filter { process in
            text("/proc/\(process)/cmdline").contains(tag)
        }
    }

    /// Files of the kernel say that they are empty, so they are read until they end.
    private static func readAll(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 65536)
        let count = read(file, &bytes, bytes.count)
        return count > 0 ? Array(bytes[..<count]) : nil
    }
}
