import HeadroomCore
import HeadroomEvents

/// Whether a training does what it was asked.
extension TrialRecorder {
    /// What the training did that no figure may be taken from; nil while it does what it was asked.
    ///
    /// - Parameter isFinal: whether the trial is over, so that no later step can show another size.
    func violation(isFinal: Bool) -> TrialError? {
        guard !plan.isOnlyWatched else { return nil }
        return resumption ?? otherBatchSize(isFinal: isFinal)
    }

    private var resumption: TrialError? {
        let start = startedAfterStep
        guard start > 0, earlier == nil else { return nil }
        // An optimizer without a counter of its own (SGD) has a state, and no number of steps.
        let place = start > 1 ? "at step \(start)" : "from a checkpoint"
        return TrialError(
            .command,
            "the command resumed \(place): it found a checkpoint that is not from this trial",
            hint: "let it write to {out} (or $HEADROOM_TRIAL_DIRECTORY), which is fresh for every trial"
        )
    }

    private func otherBatchSize(isFinal: Bool) -> TrialError? {
        guard let asked = plan.batchSize, plan.checksBatchSize else { return nil }
        if let refusal = hello?.refusal, plan.batchSizeSetBy == .agent {
            return TrialError(
                .command,
                "the batch size of the command could not be set: \(refusal)",
                hint: "put {batch} where the command takes its batch size, or name a variable with --batch-env"
            )
        }
        if let reason = hello?.samplesUnknown, plan.batchSizeSetBy == .agent {
            return TrialError(
                .command,
                "whether the command takes the batch size cannot be seen: \(reason)",
                hint: "put {batch} where the command takes its batch size, or call headroom_agent.step(samples=...)"
            )
        }
        guard let observed = batches.observed, observed != asked else { return nil }
        if let available = hello?.trainingSamples, available < asked, observed == available { return nil }
        if seenDataEnd != nil { return nil }
        // One early step proves nothing: an odd batch may come first, and sizes may vary.
        guard isFinal || batches.count >= Self.enoughSteps || hasSteppedFor(seconds: Self.enoughSeconds) else {
            return nil
        }
        if varies {
            // What the number that it was given counts (tokens, frames) is not known: it is taken at its word.
            if plan.batchSizeSetBy != .agent { return nil }
            if abs(Double(observed - asked)) <= Self.tolerance * Double(asked) { return nil }
        } else if !isFinal, observed < asked, lines.count < 10, lines.allSatisfy({ $0.steps > 1 }) {
            // Lines that stand for several steps may each hold the odd last batch of an epoch.
            return nil
        }
        let spread = batches.spread.map { " on average (\($0.least) to \($0.largest))" } ?? ""
        return TrialError(
            .command,
            "the command did not take the batch size: asked for \(asked), its steps have \(observed) samples\(spread)",
            hint: Self.remedy[plan.batchSizeSetBy]
        )
    }

    private var varies: Bool { hello?.variableBatchSize == true || batches.isVariable }

    private func hasSteppedFor(seconds: Double) -> Bool {
        guard let first = lines.first, let last = lines.last else { return false }
        return batches.count >= 3 && last.at - first.at >= seconds
    }

    /// Steps after which a constant size is a settled matter.
    private static let enoughSteps = 20
    private static let enoughSeconds = 3.0
    /// How far the mean of sizes that vary may be from the asked one.
    private static let tolerance = 0.1

    /// The samples of an epoch, where a step takes all of them; nil where its data go on, or nothing tells.
    ///
    /// A command that has taken smaller batch sizes, and makes a smaller one of this, has no more data.
    var seenDataEnd: Int? {
        guard let asked = plan.batchSize, let taken = plan.largestTaken, let observed = batches.observed, !varies,
            taken <= observed, observed < asked
        else { return nil }
        return observed
    }

    /// The step that the training began after.
    var startedAfterStep: Int { max(hello?.step ?? 0, (firstStepNumber ?? 1) - 1) }

    private static let remedy: [TrialDocument.BatchSizeSetBy: String] = [
        .argument: "see that the option with {batch} is the one that sets the batch size of a step",
        .environment: "see that the variable that --batch-env names is the one that sets the batch size of a step",
        .agent: "put {batch} where the command takes its batch size, or read $HEADROOM_BATCH_SIZE in it",
    ]
}
