import HeadroomCore
import HeadroomEvents
import HeadroomFormat

/// Messages for commands that failed or became silent.
enum TrialFailure {
    /// Error of a command that failed by itself; nil where it did not.
    static func ending(of trial: TrialRecorder, lastLines: [String]) -> TrialError? {
        guard let ended = trial.supervisor.ended, let status = ended.failureStatus else { return nil }
        let how = ended.signal.map { "was ended by signal \($0)" } ?? "failed with exit code \(ended.exitCode ?? 0)"
        let size = trial.plan.batchSize.map { ", at batch size \($0)" } ?? ""
        var error = TrialError(.command, "the command \(how)\(progress(of: trial))\(size)", lastLines: lastLines)
        error.commandStatus = status
        return error
    }

    /// Error of a run that ran out of memory: the reports of the kernel or the framework, and how it ended.
    static func outOfMemory(
        _ outOfMemory: TrialDocument.OutOfMemory,
        of trial: TrialRecorder,
        lastLines: [String]
    ) -> TrialError {
        var error = TrialError(
            .command,
            "the command ran out of memory\(progress(of: trial)): \(outOfMemory.evidence.joined(separator: "; "))",
            hint: "for more: \(outOfMemory.resource.hint), or a smaller batch size",
            lastLines: lastLines
        )
        error.commandStatus = trial.supervisor.ended?.failureStatus
        return error
    }

    /// Error of a command that ended without a step.
    static func noSteps(of trial: TrialRecorder, until end: Double, lastLines: [String]) -> TrialError {
        TrialError(
            .command,
            NoSteps(.ended(afterSeconds: end - trial.startedAt), of: trial).sentence,
            hint: NoSteps.Reason(of: trial).hint,
            lastLines: lastLines
        )
    }

    /// Error of a command that stopped reporting, or never did.
    static func timeout(of trial: TrialRecorder, until end: Double, lastLines: [String]) -> TrialError {
        var error = TrialError(
            .command,
            silence(of: trial, until: end),
            hint: trial.steps.lines.isEmpty ? NoSteps.Reason(of: trial).hint : nil,
            lastLines: lastLines
        )
        error.isTimeout = true
        return error
    }

    static func silence(of trial: TrialRecorder, until end: Double) -> String {
        if let last = trial.steps.lines.last { return "the command stalled after step \(last.totalSteps)" }
        let silence = NoSteps.Silence.silent(
            seconds: end - trial.startedAt,
            isConnected: trial.connections > 0
        )
        return NoSteps(silence, of: trial).sentence
    }

    /// - Parameter computes: whether it still uses CPU time, although it reports nothing.
    static func hanging(afterStep step: Int, silentSeconds: Double, computes: Bool) -> String {
        let start = "it stopped making progress after step \(step): no step, no output"
        return computes
            ? "\(start) and no event for \(Format.seconds(silentSeconds)), though it computes"
            : "\(start) and no computing for \(Format.seconds(silentSeconds))"
    }

    private static func progress(of trial: TrialRecorder) -> String {
        trial.steps.lines.last.map { " after step \($0.totalSteps)" } ?? " before its first step"
    }
}
