extension SweepDocument {
    /// The trial of a run that was watched from its start to its end; nil for a sweep.
    package var watchedRun: TrialDocument? {
        guard let trial = trials.first, trials.count == 1, trial.purpose == .training else { return nil }
        return trial
    }
}
