import HeadroomCore
import HeadroomEvents

/// Whether a training does what it was asked.
extension TrialRecorder {
    /// What the training did that no figure may be taken from; nil while it does what it was asked.
    var violation: TrialError? {
        guard let asked = plan.batchSize, plan.checksBatchSize else { return nil }
        let start = startedAfterStep
        if start > 0, earlier == nil {
            return TrialError(
                .command,
                "the command resumed at step \(start): it found a checkpoint that is not from this trial",
                hint: "let it write to {out} (or $HEADROOM_TRIAL_DIRECTORY), which is fresh for every trial"
            )
        }
        guard let observed = largestBatch, observed != asked else { return nil }
        if let available = hello?.trainingSamples, available < asked, observed == available { return nil }
        if seenDataEnd != nil { return nil }
        // Lines that stand for several steps may each hold the odd last batch of an epoch: wait for one that does not.
        if observed < asked, lines.count < 10, lines.allSatisfy({ $0.steps > 1 }) { return nil }
        if let refusal = hello?.refusal {
            return TrialError(
                .command,
                "the batch size of the command could not be set: \(refusal)",
                hint: "put {batch} where the command takes its batch size, or name a variable with --batch-env"
            )
        }
        return TrialError(
            .command,
            "the command did not take the batch size: asked for \(asked), its steps have \(observed) samples",
            hint: Self.remedy[plan.batchSizeSetBy]
        )
    }

    /// The samples of an epoch, where a step takes all of them; nil where its data go on, or nothing tells.
    ///
    /// A command that has taken smaller batch sizes, and makes a smaller one of this, has no more data.
    var seenDataEnd: Int? {
        guard let asked = plan.batchSize, let taken = plan.largestTaken, let observed = largestBatch,
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
