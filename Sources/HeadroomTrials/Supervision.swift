import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// Starts `headroom-supervise` around a training command, and hands on what it reports.
///
/// The supervisor's standard input is the pipe that keeps the process tree alive: when it closes, because Headroom
/// ended or was killed, the supervisor ends every descendant.
struct Supervision {
    /// The path of `headroom-supervise`.
    var executable: String
    var options: [String]
    var command: [String]
    var environment: [String: String]
    /// Where the command is started; nil for Headroom's own working folder.
    var folder: String?

    /// Whether the tree may go on.
    enum Decision: Sendable {
        case goOn, stop
        /// As `stop`, without the time that a tree has to end well.
        case kill
    }

    /// Runs the command to its end.
    ///
    /// - Parameter decide: takes each report, and says whether the tree may go on.
    /// - Throws: ``TrialError`` where the supervisor cannot be started.
    func run(_ decide: @Sendable (SupervisorReport) -> Decision) async throws {
        var platform = PlatformOptions()
        // A Ctrl-C on the terminal is for Headroom alone, which then ends its trials in order.
        platform.processGroupID = 0
        var updates: [Environment.Key: String?] = [:]
        for (name, value) in environment {
            if let key = Environment.Key(rawValue: name) { updates[key] = value }
        }
        do {
            _ = try await Subprocess.run(
                .path(FilePath(executable)),
                arguments: Arguments(options + ["--"] + command),
                environment: .inherit.updating(updates),
                workingDirectory: folder.map { FilePath($0) },
                platformOptions: platform,
                input: .inputWriter,
                output: .sequence,
                error: .discarded
            ) { execution in
                var told = Decision.goOn
                for try await line in execution.standardOutput.strings() {
                    guard let report = SupervisorReport(line: line) else { continue }
                    let decision = decide(report)
                    guard decision != .goOn, told != .kill, told != decision else { continue }
                    told = decision
                    // It may just have ended by itself; then what it reported is still to be read.
                    _ = try? await execution.standardInputWriter.write(decision == .kill ? "kill\n" : "stop\n")
                }
            }
        } catch let error as SubprocessError {
            throw TrialError(
                .missing,
                "cannot start the supervisor \(executable): \(error)",
                hint: "it belongs beside the headroom binary; build it with 'swift build -c release'"
            )
        }
    }
}
