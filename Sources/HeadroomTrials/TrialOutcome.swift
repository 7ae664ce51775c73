import HeadroomCore

/// How a trial came out.
extension TrialRecorder {
    func outcome(
        at endedAt: Double,
        verdict: Verdict?,
        outOfMemory: TrialDocument.OutOfMemory?,
        lastLines: [String]
    ) throws(TrialError) -> TrialDocument.Outcome {
        if let outOfMemory, !outOfMemory.recovered || verdict == nil || verdict == .violated { return .outOfMemory }
        switch verdict {
        case .stopped: return .stopped
        case .timedOut where hangingIsAResult: return .timedOut
        case .timedOut:
            throw TrialError(
                .command,
                silence(waited: endedAt - startedAt),
                hint: lines.isEmpty ? Self.silenceRemedy : nil,
                lastLines: lastLines
            )
        case .precise, .hopeless: return .completed
        case .limit where plan.purpose == .training && plan.batchSize != nil: return .stopped
        case .limit: return sawEnough ? .completed : .stopped
        case .violated, nil: break
        }
        // Some scripts end with an error where their loss is no number any more.
        if hasDiverged, plan.purpose == .training, plan.batchSize != nil { return .completed }
        if let signal = ended?.signal {
            throw TrialError(
                .command,
                "the command was ended by signal \(signal)\(progressSoFar)",
                lastLines: lastLines
            )
        }
        if let exitCode = ended?.exitCode, exitCode != 0 {
            throw TrialError(
                .command,
                "the command failed with exit code \(exitCode)\(progressSoFar)",
                lastLines: lastLines
            )
        }
        if case .seconds = plan.goal { return .completed }
        if lines.isEmpty, !plan.isOnlyWatched {
            throw TrialError(
                .command,
                rubbishLines > 0
                    ? "the command wrote \(rubbishLines) lines to the event socket, and none of them is an event"
                    : "the command ended after \(Self.seconds(endedAt - startedAt)) without reporting a step",
                hint: Self.silenceRemedy,
                lastLines: lastLines
            )
        }
        return .completed
    }

    private static let silenceRemedy =
        "a command reports its steps on the socket $HEADROOM_EVENTS names (docs/protocol.md); --step-regex finds them in "
        + "what it writes, --without-steps watches its device and memory alone"

    /// Whether a trial whose time was up before it was done proves anything.
    private var sawEnough: Bool {
        if case .steps(let count) = plan.goal { return lines.last.map { $0.totalSteps >= count } ?? false }
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
            ? "\(start) and no event for \(Self.seconds(endedAt - signs.heardAt)), though it computes"
            : "\(start) and no computing for \(Self.seconds(endedAt - signs.lastAt))"
    }

    private var progressSoFar: String {
        lines.last.map { " after step \($0.totalSteps)" } ?? " before its first step"
    }

    private func silence(waited: Double) -> String {
        if let last = lines.last { return "the command stalled after step \(last.totalSteps)" }
        if rubbishLines > 0 {
            return "the command wrote \(rubbishLines) lines to the event socket, and none of them is an event"
        }
        return connections > 0
            ? "the command connected, but reported no step within \(Self.seconds(waited))"
            : "the command reported no step within \(Self.seconds(waited))"
    }

    private static func seconds(_ seconds: Double) -> String {
        let tenths = (seconds * 10).rounded() / 10
        return tenths < 10 ? "\(tenths) s" : "\(Int(tenths.rounded())) s"
    }

    func endedBy(_ verdict: Verdict?) -> TrialDocument.EndedBy {
        switch verdict {
        case nil: .itself
        case .precise: .precise
        case .hopeless: .hopeless
        case .limit, .timedOut, .violated: .limit
        case .stopped: .budget
        }
    }
}
