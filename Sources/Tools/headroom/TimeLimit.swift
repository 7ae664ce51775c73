import HeadroomCluster
import HeadroomSystem

/// Time limit of the job that a node works in.
struct TimeLimit {
    /// Monotonic time of the warning before the end, in seconds.
    private let warningAt: Double

    /// Time for the last trial to end in order, and for the result.
    private static let marginSeconds = 15.0
    /// Slurm looks at the limits of its jobs twice a minute.
    private static let inaccuracySeconds = 60.0

    /// Asks Slurm; nil where the job has no limit, or Slurm does not answer here.
    init?(of plan: Plan, job: String?) async {
        guard let job, let left = await SlurmClient().secondsLeft(of: job) else { return nil }
        let request = try? ClusterOptions.request(plan.on, options: plan.slurmOptions)
        let warning = JobScript.warningSeconds(limit: request?.timeLimitSeconds)
        warningAt = MonotonicClock.seconds() + left - Double(warning)
    }

    /// Budget that the limit leaves to a sweep, in seconds: one that knows its end measures the batch sizes that matter,
    /// instead of being cut off.
    var budgetSeconds: Double { max(1, warningAt - MonotonicClock.seconds() - Self.marginSeconds) }

    /// Whether a signal now is the warning.
    var isNear: Bool { MonotonicClock.seconds() > warningAt - Self.inaccuracySeconds }
}
