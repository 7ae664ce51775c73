import Glibc
import HeadroomEvents
import Subprocess
import Synchronization

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// Starts `headroom-supervise` around a training command, and hands on what it reports.
///
/// The supervisor's standard input is the pipe that keeps the process tree alive: when it closes, because Headroom
/// ended or was killed, the supervisor ends every descendant.
struct SupervisorProcess {
    /// The path of `headroom-supervise`.
    var executable: String
    var options: [String]
    var command: [String]
    var environment: [String: String]
    /// Where the command is started; nil for Headroom's own working folder.
    var folder: String?

    /// Whether the tree may go on.
    enum Decision: Sendable {
        case proceed, stop
        /// As `stop`, without the time that a tree has to end well.
        case kill
    }

    /// Runs the command to its end.
    ///
    /// - Parameters:
    ///   - mustHurry: whether a person waits for the end.
    ///   - decide: takes each report, and says whether the tree may go on.
    /// - Throws: ``TrialError`` where the supervisor cannot be started, or was killed.
    func run(
        isUserWaiting: @escaping @Sendable () -> Bool = { false },
        _ decide: @Sendable (SupervisorReport) -> Decision
    ) async throws {
        var platform = PlatformOptions()
        // A Ctrl-C on the terminal is for Headroom alone, which then ends its trials in order.
        platform.processGroupID = 0
        var updates: [Environment.Key: String?] = [:]
        for (name, value) in environment {
            if let key = Environment.Key(rawValue: name) { updates[key] = value }
        }
        do {
            let result = try await Subprocess.run(
                .path(FilePath(executable)),
                arguments: Arguments(options + ["--"] + command),
                environment: .inherit.updating(updates),
                workingDirectory: folder.map { FilePath($0) },
                platformOptions: platform,
                input: .inputWriter,
                output: .sequence,
                error: .discarded
            ) { execution in
                let missedReports = MissedReports()
                let watching = Task { await watch(execution.processIdentifier.value, missedReports, isUserWaiting) }
                defer { watching.cancel() }
                var told = Decision.proceed
                for try await line in execution.standardOutput.strings() {
                    missedReports.reset()
                    guard let report = SupervisorReport(line: line) else { continue }
                    let decision = decide(report)
                    guard decision != .proceed, told != .kill, told != decision else { continue }
                    told = decision
                    // It may just have ended by itself; then what it reported is still to be read.
                    _ = try? await execution.standardInputWriter.write(decision == .kill ? "kill\n" : "stop\n")
                }
            }
            if case .signaled(let signal) = result.terminationStatus {
                let name = EventEnvironment.trialDirectory
                if let folder = environment[name] { await OrphanedProcesses.end(mark: "\(name)=\(folder)") }
                throw TrialError(
                    .missing,
                    "the supervisor was ended by signal \(signal), and the training with it",
                    hint: "it was no doing of the training: see who or what ends processes here, and start anew"
                )
            }
        } catch let error as SubprocessError {
            throw TrialError(
                .missing,
                "cannot start the supervisor \(executable): \(error)",
                hint: "it belongs beside the headroom binary; build it with 'swift build -c release'"
            )
        }
    }

    /// Number of checks since the supervisor's last report; no checks are made while Headroom itself is stopped.
    private final class MissedReports: Sendable {
        private let count = Atomic(0)

        func reset() { count.store(0, ordering: .relaxed) }
        func increment() -> Int { count.add(1, ordering: .relaxed).newValue }
    }

    private static let checkInterval = Duration.seconds(1)
    /// A supervisor reports at least twice a second; one without a report for this many checks may have been stopped.
    private static let maximumMissedReports = 5

    /// Lets a supervisor go on that was stopped: it would neither bound its tree nor end it.
    private func watch(_ supervisor: pid_t, _ missedReports: MissedReports, _ isUserWaiting: @Sendable () -> Bool) async
    {
        while (try? await Task.sleep(for: Self.checkInterval)) != nil {
            let count = missedReports.increment()
            if count >= Self.maximumMissedReports || count > 1 && isUserWaiting() { kill(supervisor, SIGCONT) }
        }
    }
}
