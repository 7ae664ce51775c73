/// End of a job, as far as the head knows it.
struct JobEnd: Sendable {
    var verdict: Verdict
    /// Node that the job ran on.
    var node: String?
    /// Whether another attempt on the same node may end in the same way.
    var isOfTheNode = false
    /// Slurm's state and exit code, for messages.
    var words: String
    var runSeconds: Double?
    /// The last lines that the job wrote.
    var output: [String] = []
    /// Partial result, if the node was stopped in order.
    var stopped: ItemResult?

    func record(key: String, attempt: Int, job: String) -> JobRecord {
        JobRecord(
            .ended,
            at: UTC.now,
            key: key,
            attempt: attempt,
            job: job,
            verdict: verdict.name,
            node: node,
            words: words
        )
    }
}
