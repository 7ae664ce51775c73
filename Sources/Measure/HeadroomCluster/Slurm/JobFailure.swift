/// Errors about jobs that ended without a result.
enum JobFailure {
    /// A job that ends sooner has not measured anything.
    private static let instantSeconds = 10.0

    /// All attempts were lost.
    static func ofLostJobs(_ lost: [(end: JobEnd, job: SlurmJob)], logs: String) -> ClusterError {
        let last = lost[lost.count - 1].end
        let areInstant = lost.allSatisfy { ($0.end.runSeconds ?? .infinity) < instantSeconds }
        let jobs = lost.map(\.job.id).joined(separator: ", ")
        return ClusterError(
            .job,
            areInstant
                ? "the jobs \(jobs) ended at once, without a result (\(last.words))"
                : "the measurement was lost \(lost.count) times, in the jobs \(jobs) (\(last.words))",
            hint: advice(last) ?? "Starting again with the same run folder tries it anew.",
            lastLines: last.output,
            outputFolder: logs
        )
    }

    /// Hint for a failure that only Slurm explains.
    private static func advice(_ end: JobEnd) -> String? {
        // Slurm's exit code for an output file that cannot be opened.
        end.words.contains("0:53") ? "The node cannot write the run folder: is it shared with this machine?" : nil
    }

    /// An attempt that is not repeated.
    static func of(_ end: JobEnd, _ job: SlurmJob, logs: String) -> ClusterError {
        let (cause, text, hint): (ClusterError.Cause, String, String) =
            switch end.verdict {
            case .outOfMemory:
                (
                    .job, "ran out of the memory that it had requested",
                    "Request more (--on slurm:mem=16G), or give the training a limit below it (--memory-limit)."
                )
            case .timedOut:
                (
                    .timeLimit, "was ended by its time limit",
                    "Request more time (--on slurm:time=1h), or give the sweep a smaller --budget."
                )
            case .impossible:
                (
                    .usage, "can never start",
                    "It is canceled; request what the partition has: 'scontrol show partition'."
                )
            case .canceled, .finished, .lost:
                (.canceled, "was canceled", "Starting again with the same run folder submits it anew.")
            }
        return ClusterError(
            cause,
            "job \(job.id) \(text) (\(end.words))",
            hint: hint,
            lastLines: end.stopped == nil ? end.output : [],
            outputFolder: end.verdict == .impossible ? nil : logs
        )
    }
}
