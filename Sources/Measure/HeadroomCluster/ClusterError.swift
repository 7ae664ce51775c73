/// Failure of a run on a cluster: what was wrong and where, what to do, and whose fault it is.
package struct ClusterError: Error, Equatable, CustomStringConvertible, Sendable {
    /// Cause, which determines the exit code.
    package enum Cause: Equatable, Sendable {
        /// Options, or a request that no machine of the cluster can meet.
        case usage
        /// Something is missing or cannot be written.
        case missing
        /// The job ended without a result.
        case job
        /// The job was ended by its time limit.
        case timeLimit
        /// The job was canceled.
        case canceled
    }

    package let cause: Cause
    package let description: String
    package let hint: String?
    /// Last lines of the job's own output.
    package let lastLines: [String]
    /// Folder with all output of the job.
    package let outputFolder: String?

    package init(
        _ cause: Cause,
        _ description: String,
        hint: String? = nil,
        lastLines: [String] = [],
        outputFolder: String? = nil
    ) {
        self.cause = cause
        self.description = description
        self.hint = hint
        self.lastLines = lastLines
        self.outputFolder = outputFolder
    }
}
