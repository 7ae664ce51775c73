/// Answer of sbatch to a job that it did not take.
package struct Refusal: Equatable, Sendable {
    /// Consequence for the run.
    package enum Kind: Equatable, Sendable {
        /// No machine of the cluster can meet the request, or sbatch does not know an option.
        case impossible
        /// Slurm did not answer; the job may be in the queue all the same.
        case noAnswer
        case other
    }

    package let kind: Kind
    /// The lines of sbatch.
    package let words: [String]

    private static let impossible = [
        "configuration is not available", "generic resource", "invalid account", "invalid constraint",
        "invalid feature", "invalid license", "invalid node name", "invalid numeric value", "invalid partition",
        "invalid qos", "invalid time", "more processors requested", "memory specification", "node count specification",
        "requested time limit is invalid", "time limit specification", "unrecognized option", "unknown option",
        "invalid --", "ambiguous",
    ]
    private static let noAnswer = [
        "connection refused", "connection timed out", "communication connection failure", "socket timed out",
        "temporarily unavailable", "unable to contact slurm controller", "unexpected message received",
    ]

    package init(errors: String) {
        words = errors.split(separator: "\n").map(String.init)
        let text = errors.lowercased()
        if Self.noAnswer.contains(where: text.contains) {
            kind = .noAnswer
        } else if Self.impossible.contains(where: text.contains) {
            kind = .impossible
        } else {
            kind = .other
        }
    }
}
