import HeadroomCore
import HeadroomEvents

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
            hint: "for more: \(outOfMemory.resource.remedy), or a smaller batch size",
            lastLines: lastLines
        )
        error.commandStatus = trial.supervisor.ended?.failureStatus
        return error
    }

    /// Error of a command that ended without a step.
    static func noSteps(of trial: TrialRecorder, until end: Double, lastLines: [String]) -> TrialError {
        TrialError(
            .command,
            reason("the command ended after \(seconds(end - trial.startedAt)) without reporting a step", of: trial),
            hint: noStepsHint(trial),
            lastLines: lastLines
        )
    }

    /// Error of a command that stopped reporting, or never did.
    static func timeout(of trial: TrialRecorder, until end: Double, lastLines: [String]) -> TrialError {
        TrialError(
            .command,
            silence(of: trial, until: end),
            hint: trial.steps.lines.isEmpty ? noStepsHint(trial) : nil,
            lastLines: lastLines
        )
    }

    static func silence(of trial: TrialRecorder, until end: Double) -> String {
        if let last = trial.steps.lines.last { return "the command stalled after step \(last.totalSteps)" }
        let waited = seconds(end - trial.startedAt)
        return reason(
            trial.connections > 0
                ? "the command connected, but reported no step within \(waited)"
                : "the command reported no step within \(waited)",
            of: trial
        )
    }

    /// - Parameter computes: whether it still uses CPU time, although it reports nothing.
    static func hanging(afterStep step: Int, silentSeconds: Double, computes: Bool) -> String {
        let start = "it stopped making progress after step \(step): no step, no output"
        return computes
            ? "\(start) and no event for \(seconds(silentSeconds)), though it computes"
            : "\(start) and no computing for \(seconds(silentSeconds))"
    }

    static let batchSizeHint =
        "put {batch} where the command takes its batch size, or name a variable with --batch-env"

    private static func progress(of trial: TrialRecorder) -> String {
        trial.steps.lines.last.map { " after step \($0.totalSteps)" } ?? " before its first step"
    }

    /// Sentence about a command without steps, with the reason where it is known.
    private static func reason(_ sentence: String, of trial: TrialRecorder) -> String {
        if let refusal = trial.hello?.refusal {
            return "the batch size of the command could not be set, and it reported no step: \(refusal)"
        }
        if let reach = trial.reach { return "\(sentence): \(reach.message)" }
        guard trial.rejected.count > 0 else { return sentence }
        return "the command wrote \(trial.rejected.count) lines to the event socket, and none of them is an event"
            + trial.rejected.explanation
    }

    private static func noStepsHint(_ trial: TrialRecorder) -> String {
        if trial.hello?.refusal != nil { return batchSizeHint }
        return trial.reach?.hint
            ?? "a command reports its steps on the socket $HEADROOM_EVENTS names (docs/protocol.md); --step-regex finds "
            + "them in what it writes, --without-steps watches its device and memory alone"
    }

    private static func seconds(_ seconds: Double) -> String {
        let tenths = (seconds * 10).rounded() / 10
        return tenths < 10 ? "\(tenths) s" : "\(Int(tenths.rounded())) s"
    }
}
