/// A job of an item in Slurm.
struct SlurmJob: Equatable, Sendable {
    /// Number of the submission, from 1.
    var attempt: Int
    /// Number in Slurm.
    var id: String
}
