/// One line of `jobs.jsonl`: what the head did with the batch system, in order.
package struct JobRecord: Codable, Equatable, Sendable {
    package enum Kind: String, Codable, Sendable {
        /// A job is about to be submitted; whether it was is unknown until the next line.
        case submitting
        case submitted
        /// The batch system refused the job, with its words.
        case refused
        /// The job has ended, with the verdict on it.
        case ended
    }

    package var event: Kind
    /// Time in UTC.
    package var at: String
    package var key: String
    package var attempt: Int
    /// Number of the job in the batch system.
    package var job: String?
    /// Name of the verdict.
    package var verdict: String?
    /// Node that the job ran on.
    package var node: String?
    package var words: String?

    package init(
        _ event: Kind,
        at: String,
        key: String,
        attempt: Int,
        job: String? = nil,
        verdict: String? = nil,
        node: String? = nil,
        words: String? = nil
    ) {
        self.event = event
        self.at = at
        self.key = key
        self.attempt = attempt
        self.job = job
        self.verdict = verdict
        self.node = node
        self.words = words
    }
}
