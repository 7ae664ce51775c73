import HeadroomCore
import HeadroomEvents

/// Violation by a training that invalidates its results.
enum TrialViolation: Equatable, Sendable {
    /// It resumed from a checkpoint, after this step.
    case resumed(afterStep: Int)
    /// The agent could not set its batch size.
    case batchSizeNotSet(reason: String)
    /// It is unknown whether it adopted the batch size.
    case batchSizeNotSeen(reason: String)
    /// It trains with another batch size than the requested one.
    case otherBatchSize(
        asked: Int,
        observed: Int,
        spread: TrialDocument.BatchSizeSpread?,
        setBy: TrialDocument.BatchSizeSetBy
    )

    /// Creates the violation of a trial; nil where there is none.
    ///
    /// - Parameter isFinal: whether the trial is over, so that no later step can show another size.
    init?(of trial: TrialRecorder, isFinal: Bool) {
        guard !trial.plan.isOnlyWatched,
            let found = Self.resumption(of: trial) ?? Self.otherBatchSize(of: trial, isFinal: isFinal)
        else { return nil }
        self = found
    }

    private static func resumption(of trial: TrialRecorder) -> TrialViolation? {
        let start = trial.startedAfterStep
        return start > 0 && trial.steps.isFirstTrial ? .resumed(afterStep: start) : nil
    }

    private static func otherBatchSize(of trial: TrialRecorder, isFinal: Bool) -> TrialViolation? {
        let (plan, steps, hello) = (trial.plan, trial.steps, trial.hello)
        guard let asked = plan.batchSize, plan.checksBatchSize else { return nil }
        if plan.batchSizeSetBy == .agent {
            if let refusal = hello?.refusal { return .batchSizeNotSet(reason: refusal) }
            if let reason = hello?.samplesUnknown { return .batchSizeNotSeen(reason: reason) }
        }
        guard let observed = steps.batches.observed, observed != asked else { return nil }
        if let available = hello?.trainingSamples, available < asked, observed == available { return nil }
        if trial.observedEpochSamples != nil { return nil }
        // One early step is not enough: a smaller batch may come first, and sizes may vary.
        guard isFinal || steps.batches.count >= enoughSteps || hasStepped(steps, forSeconds: enoughSeconds) else {
            return nil
        }
        if trial.batchSizeVaries {
            // The unit of the number that it was given (tokens, frames) is unknown: it is assumed to be adopted.
            if plan.batchSizeSetBy != .agent { return nil }
            if abs(Double(observed - asked)) <= tolerance * Double(asked) { return nil }
        } else if !isFinal, observed < asked, steps.lines.count < 10, steps.lines.allSatisfy({ $0.steps > 1 }) {
            // Lines for several steps may each contain the smaller last batch of an epoch.
            return nil
        }
        return .otherBatchSize(
            asked: asked,
            observed: observed,
            spread: steps.batches.spread,
            setBy: plan.batchSizeSetBy
        )
    }

    private static func hasStepped(_ steps: StepLog, forSeconds seconds: Double) -> Bool {
        guard let first = steps.lines.first, let last = steps.lines.last else { return false }
        return steps.batches.count >= 3 && last.at - first.at >= seconds
    }

    /// Number of steps after which a constant size is considered established.
    private static let enoughSteps = 20
    private static let enoughSeconds = 3.0
    /// Maximum relative deviation of the mean of varying sizes from the requested one.
    private static let tolerance = 0.1
}

extension TrialViolation {
    var error: TrialError {
        switch self {
        case .resumed(let step):
            // An optimizer without a step counter (SGD) has a state, but no number of steps.
            let place = step > 1 ? "at step \(step)" : "from a checkpoint"
            return TrialError(
                .command,
                "the command resumed \(place): it found a checkpoint that is not from this trial",
                hint: "let it write to {out} (or $HEADROOM_TRIAL_DIRECTORY), which is fresh for every trial"
            )
        case .batchSizeNotSet(let reason):
            return TrialError(
                .command,
                "the batch size of the command could not be set: \(reason)",
                hint: NoSteps.Reason.refused(reason).hint
            )
        case .batchSizeNotSeen(let reason):
            return TrialError(
                .command,
                "whether the command takes the batch size cannot be seen: \(reason)",
                hint: "put {batch} where the command takes its batch size, or call headroom_agent.step(samples=...)"
            )
        case .otherBatchSize(let asked, let observed, let spread, let setBy):
            let range = spread.map { " on average (\($0.least) to \($0.largest))" } ?? ""
            return TrialError(
                .command,
                "the command did not take the batch size: asked for \(asked), its steps have \(observed) samples\(range)",
                hint: Self.hints[setBy]
            )
        }
    }

    private static let hints: [TrialDocument.BatchSizeSetBy: String] = [
        .argument: "see that the option with {batch} is the one that sets the batch size of a step",
        .environment: "see that the variable that --batch-env names is the one that sets the batch size of a step",
        .agent: "put {batch} where the command takes its batch size, or read $HEADROOM_BATCH_SIZE in it",
    ]
}
