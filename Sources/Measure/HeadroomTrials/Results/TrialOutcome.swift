import HeadroomCore

extension TrialDocument.Outcome {
    /// Creates the outcome of a trial.
    ///
    /// - Throws: ``TrialError`` where the command failed, or never reported a step.
    init(of trial: TrialRecorder, end: TrialEnd, outOfMemory: TrialDocument.OutOfMemory?) throws(TrialError) {
        // A command that succeeded anyway, or continues, skipped a batch, or used a smaller one.
        if let outOfMemory, !outOfMemory.recovered || !trial.plan.isOnlyWatched {
            self = .outOfMemory
            return
        }
        self =
            switch end.verdict {
            case .outOfMemory: .outOfMemory
            case .stopped: .stopped
            case .timedOut where Self.hangingIsAResult(of: trial): .timedOut
            case .timedOut: throw TrialFailure.timeout(of: trial, until: end.at, lastLines: end.lastLines)
            case .goalReached, .cannotWin: .completed
            case .limit where trial.plan.isTrainingOfStudy: .stopped
            case .limit: Self.sawEnough(trial) ? .completed : .stopped
            case .violated, nil: try Self.byItself(trial, end: end)
            }
    }

    /// Outcome of a command that ended by itself.
    private static func byItself(_ trial: TrialRecorder, end: TrialEnd) throws(TrialError) -> Self {
        // Some scripts exit with an error when their loss becomes NaN.
        if trial.hasDiverged, trial.plan.isTrainingOfStudy { return .completed }
        if let failure = TrialFailure.ending(of: trial, lastLines: end.lastLines) { throw failure }
        if case .seconds = trial.plan.goal { return .completed }
        if trial.steps.lines.isEmpty, !trial.plan.isOnlyWatched {
            throw TrialFailure.noSteps(of: trial, until: end.at, lastLines: end.lastLines)
        }
        return .completed
    }

    /// Whether a trial that reached its time limit has a valid result.
    private static func sawEnough(_ trial: TrialRecorder) -> Bool {
        switch trial.plan.goal {
        case .steps(let count), .peak(let count, _): trial.steps.totalSteps >= count && trial.steps.totalSteps > 0
        case .precision, .end, .seconds: !trial.steps.lines.isEmpty
        }
    }

    /// Whether a hung trial is a result, and not an error of the sweep: a training of a study, or one that had begun to
    /// report its gradient noise.
    private static func hangingIsAResult(of trial: TrialRecorder) -> Bool {
        trial.plan.goal == .end && trial.plan.batchSize != nil
            && (trial.plan.purpose == .training || !trial.steps.lines.isEmpty)
    }
}

extension TrialDocument.EndedBy {
    init(_ verdict: TrialVerdict?) {
        self =
            switch verdict {
            case nil: .itself
            case .goalReached: .precise
            case .cannotWin: .hopeless
            case .limit, .timedOut, .violated, .outOfMemory: .limit
            case .stopped: .budget
            }
    }
}
