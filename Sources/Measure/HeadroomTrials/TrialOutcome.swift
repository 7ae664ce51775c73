import HeadroomCore
import HeadroomFormat

/// How a trial came out.
extension TrialRecorder {
    func outcome(
        at endedAt: Double,
        verdict: Verdict?,
        outOfMemory: TrialDocument.OutOfMemory?,
        lastLines: [String]
    ) throws(TrialError) -> TrialDocument.Outcome {
        // A command that ended well all the same, or goes on, left a batch out, or took a smaller one.
        if let outOfMemory, !outOfMemory.recovered || !plan.isOnlyWatched { return .outOfMemory }
        switch verdict {
        case .outOfMemory: return .outOfMemory
        case .stopped: return .stopped
        case .timedOut where hangingIsAResult: return .timedOut
        case .timedOut:
            throw TrialError(
                .command,
                silence(waited: endedAt - startedAt),
                hint: lines.isEmpty ? whyNoSteps.hint : nil,
                lastLines: lastLines
            )
        case .precise, .hopeless: return .completed
        case .limit where plan.purpose == .training && plan.batchSize != nil: return .stopped
        case .limit: return sawEnough ? .completed : .stopped
        case .violated, nil: break
        }
        // Some scripts end with an error where their loss is no number any more.
        if hasDiverged, plan.purpose == .training, plan.batchSize != nil { return .completed }
        if let failure = commandFailure(lastLines: lastLines) { throw failure }
        if case .seconds = plan.goal { return .completed }
        if lines.isEmpty, !plan.isOnlyWatched {
            throw TrialError(
                .command,
                NoSteps(.ended(afterSeconds: endedAt - startedAt), because: whyNoSteps).sentence,
                hint: whyNoSteps.hint,
                lastLines: lastLines
            )
        }
        return .completed
    }

    /// How the command ended by itself, where that is a failure.
    private func commandFailure(lastLines: [String]) -> TrialError? {
        guard let ended, let status = ended.failureStatus else { return nil }
        let how = ended.signal.map { "was ended by signal \($0)" } ?? "failed with exit code \(ended.exitCode ?? 0)"
        let size = plan.batchSize.map { ", at batch size \($0)" } ?? ""
        var error = TrialError(.command, "the command \(how)\(progressSoFar)\(size)", lastLines: lastLines)
        error.commandStatus = status
        return error
    }

    /// A run that lacked memory, as its user sees it: what the kernel or the framework said of it, and how it ended.
    func outOfMemoryFailure(_ outOfMemory: TrialDocument.OutOfMemory, lastLines: [String]) -> TrialError {
        var error = TrialError(
            .command,
            "the command ran out of memory\(progressSoFar): \(outOfMemory.evidence.joined(separator: "; "))",
            hint: "for more: \(outOfMemory.resource.remedy), or a smaller batch size",
            lastLines: lastLines
        )
        error.commandStatus = ended?.failureStatus
        return error
    }

    /// Whether a trial whose time was up before it was done proves anything.
    private var sawEnough: Bool {
        switch plan.goal {
        case .steps(let count), .peak(let count, _): return lines.last.map { $0.totalSteps >= count } ?? false
        case .precision, .end, .seconds: break
        }
        return !lines.isEmpty
    }

    /// Whether one that hangs proves nothing against the others: a training of many, or one that had begun to say how noisy
    /// its gradients are.
    private var hangingIsAResult: Bool {
        plan.goal == .end && plan.batchSize != nil && (plan.purpose == .training || !lines.isEmpty)
    }

    /// Why a training was ended that hung.
    func hanging(at endedAt: Double) -> String {
        guard let last = lines.last else { return silence(waited: endedAt - startedAt) }
        let start = "it stopped making progress after step \(last.totalSteps): no step, no output"
        return signs.isSpinning(now: endedAt)
            ? "\(start) and no event for \(Format.seconds(endedAt - signs.heardAt)), though it computes"
            : "\(start) and no computing for \(Format.seconds(endedAt - signs.lastAt))"
    }

    private var progressSoFar: String {
        lines.last.map { " after step \($0.totalSteps)" } ?? " before its first step"
    }

    private func silence(waited: Double) -> String {
        if let last = lines.last { return "the command stalled after step \(last.totalSteps)" }
        return NoSteps(.silent(seconds: waited, isConnected: connections > 0), because: whyNoSteps).sentence
    }

    func endedBy(_ verdict: Verdict?) -> TrialDocument.EndedBy {
        switch verdict {
        case nil: .itself
        case .precise: .precise
        case .hopeless: .hopeless
        case .limit, .timedOut, .violated, .outOfMemory: .limit
        case .stopped: .budget
        }
    }
}
