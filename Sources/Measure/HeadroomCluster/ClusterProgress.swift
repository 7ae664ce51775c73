package import HeadroomSweep

/// Progress of a run on a cluster, as its head sees it.
package enum ClusterProgress: Equatable, Sendable {
    /// A message to keep on the screen.
    case notice(String)
    /// The job has not started; with Slurm's reason.
    case waiting(job: String, reason: String, seconds: Double)
    /// Progress of the node.
    case measuring(SweepProgress)
}
