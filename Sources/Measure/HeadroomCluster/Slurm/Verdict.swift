/// Conclusion on an attempt whose job has ended.
///
/// What the node wrote counts more than the state in Slurm, which said COMPLETED of a training that the kernel had
/// killed and OUT_OF_MEMORY of a script that went on to its end; where both are missing, the attempt is lost.
package enum Verdict: Equatable, Sendable {
    /// The node wrote a result.
    case finished
    /// Neither the training nor its user ended the attempt: it may be repeated.
    case lost
    case outOfMemory
    case timedOut
    case canceled
    /// No node can ever meet the request.
    case impossible

    package var name: String { "\(self)" }

    /// Reasons to repeat in the states of Slurm.
    private static let lostStates: Set<String> = ["BOOT_FAIL", "NODE_FAIL", "PREEMPTED", "REVOKED"]
    private static let timeStates: Set<String> = ["DEADLINE", "TIMEOUT"]

    /// - Parameters:
    ///   - hasResult: whether there is a result of the item.
    ///   - stop: why the node was stopped, as far as it knew; nil if it wrote nothing of it.
    ///   - isCanceled: whether the run was canceled through its folder.
    ///   - status: the job in Slurm; nil if Slurm does not know it any more.
    ///   - output: the last lines that the job wrote.
    package init(
        hasResult: Bool,
        stop: ItemResult.Stop?,
        isCanceled: Bool,
        status: JobStatus?,
        output: [String]
    ) {
        let state = status?.state ?? ""
        if hasResult {
            self = .finished
        } else if isCanceled || state == "CANCELLED" || stop == .cancellation {
            self = .canceled
        } else if status?.isImpossible == true {
            self = .impossible
        } else if Self.lostStates.contains(state) || status?.isHeldAfterFailure == true {
            self = .lost
        } else if state == "OUT_OF_MEMORY" || status?.exitCode == "0:125" || Self.tellsOfMemory(output) {
            self = .outOfMemory
        } else if Self.timeStates.contains(state) || stop == .timeLimit || stop == .signal && status != nil {
            // The warning before the limit lets the node end in order, and Slurm then says COMPLETED or FAILED.
            self = .timedOut
        } else {
            self = stop == nil ? .lost : .canceled
        }
    }

    private static func tellsOfMemory(_ output: [String]) -> Bool {
        output.contains { $0.contains("oom-kill event") || $0.contains("exceeded memory limit") }
    }
}
