import FoundationEssentials
import HeadroomCore
import HeadroomSystem
import Synchronization

extension TrialRunner {
    /// Runs a command that is not a training under a supervisor, such as one that inspects the output of trainings.
    ///
    /// - Parameters:
    ///   - directory: new folder for the run, deleted afterwards with its output.
    ///   - limitSeconds: time limit.
    /// - Throws: ``TrialError`` where it fails, or exceeds the time limit.
    package func runTool(_ command: [String], directory: String, limitSeconds: Double) async throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let supervisorProcess = SupervisorProcess(
            executable: supervisor,
            options: [
                "--stdout", "\(directory)/\(TrialFiles.standardOutput)",
                "--stderr", "\(directory)/\(TrialFiles.standardError)",
            ],
            command: command,
            environment: [:]
        )
        let endsAt = MonotonicClock.seconds() + limitSeconds
        let ended = Mutex<SupervisorReport.Ended?>(nil)
        let stopRequest = stopRequest
        try await supervisorProcess.run { report in
            if case .ended(let end) = report { ended.withLock { $0 = end } }
            return stopRequest.isSet || MonotonicClock.seconds() > endsAt ? .stop : .proceed
        }
        guard let end = ended.withLock({ $0 }), end.endedBy != "stop" else {
            throw TrialError(.stopped, "it was not done in \(Int(limitSeconds)) s")
        }
        guard end.exitCode == 0 else {
            let lines = LogTail.lines(directory: directory, count: 3)
            throw TrialError(.command, lines.last ?? "it failed", lastLines: lines)
        }
    }
}
