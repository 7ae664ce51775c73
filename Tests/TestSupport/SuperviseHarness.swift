import FoundationEssentials
import Glibc
package import Subprocess
import SystemPackage

/// Line from `headroom-supervise`; fields missing from its kind of report are nil.
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

    /// Activity of the busy threads of a process tree since the first reading.
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

/// Action of a test on a supervisor after one of its lines.
package enum SuperviseOrder: Sendable {
    case write(String)
    case disconnect
    case signal(Int32)
}

/// Supervised run that has ended.
package struct SuperviseRun: Sendable {
    package let reports: [SuperviseReport]
    package let status: Int32
    package let seconds: Double

    package var started: SuperviseReport? { reports.first { $0.report == "started" } }
    package var readings: [SuperviseReport] { reports.filter { $0.report == "reading" } }
    package var ended: SuperviseReport? { reports.last { $0.report == "ended" } }
}

/// Runs the `headroom-supervise` that was built with the tests.
package enum Supervise {
    /// Binary: `HEADROOM_SUPERVISE`, or the one in the folder of the test bundle.
    package static var path: String {
        if let path = ProcessInfo.processInfo.environment["HEADROOM_SUPERVISE"] { return path }
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        let folder = bundle.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        return folder.joined(separator: "/") + "/headroom-supervise"
    }

    /// First Python of the usual places that is a program: a wrapper script would add a process, and these are counted.
    package static let python =
        ["/usr/bin/python3", "/usr/local/bin/python3"].first { FileManager.default.fileExists(atPath: $0) }
        ?? "/usr/bin/python3"

    /// Whether processes started here inherit a wait policy for OpenMP threads.
    package static var inheritsWaitPolicy: Bool {
        ["OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "KMP_BLOCKTIME"].contains {
            ProcessInfo.processInfo.environment[$0] != nil
        }
    }

    /// Runs a command under a supervisor to its end, and calls `order` with each of its lines.
    package static func run(
        _ options: [String] = [],
        _ command: [String],
        order: @Sendable (SuperviseReport) -> SuperviseOrder? = { _ in nil }
    ) async throws -> SuperviseRun {
        // Writing to a supervisor that has just ended must not end the tests.
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

    /// Runs a program without a supervisor; returns its exit status and its output.
    package static func output(_ command: [String]) async throws -> (TerminationStatus, String) {
        let result = try await Subprocess.run(
            .path(FilePath(command[0])),
            arguments: Arguments(Array(command.dropFirst())),
            output: .string(limit: 65536),
            error: .discarded
        )
        return (result.terminationStatus, result.standardOutput)
    }

    /// Text of a small file, including the kernel's; empty where there is none.
    package static func text(_ path: String) -> String {
        String(decoding: readAll(path) ?? [], as: UTF8.self)
    }

    /// Text that no other process has in its command line.
    package static func tag() -> String { "supervised-\(UUID().uuidString)" }

    /// IDs of the running processes with `tag` in their command line.
    package static func survivors(_ tag: String) -> [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int32($0) }.filter { process in
            text("/proc/\(process)/cmdline").contains(tag)
        }
    }

    /// The kernel's files report size zero, so that they are read until their end.
    private static func readAll(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 65536)
        let count = read(file, &bytes, bytes.count)
        return count > 0 ? Array(bytes[..<count]) : nil
    }
}
