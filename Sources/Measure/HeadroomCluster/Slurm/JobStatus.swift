/// A job as Slurm describes it.
package struct JobStatus: Equatable, Sendable {
    package var id: String
    /// State in Slurm's words, such as `PENDING`.
    package var state: String
    package var reason: String
    /// Nodes of the job; empty before it starts.
    package var nodes: String
    package var name: String
    package var comment: String
    /// Exit code and signal, as `0:15`; nil where they were not asked for.
    package var exitCode: String?
    /// Time that the job has run, in seconds; nil where it was not asked for.
    package var runSeconds: Double?

    package init(
        id: String,
        state: String,
        reason: String,
        nodes: String,
        name: String,
        comment: String,
        exitCode: String? = nil,
        runSeconds: Double? = nil
    ) {
        self.id = id
        self.state = state
        self.reason = reason
        self.nodes = nodes
        self.name = name
        self.comment = comment
        self.exitCode = exitCode
        self.runSeconds = runSeconds
    }

    private static let running: Set<String> = [
        "COMPLETING", "CONFIGURING", "PENDING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "RESIZING", "RESV_DEL_HOLD",
        "RUNNING", "SIGNALING", "SPECIAL_EXIT", "STAGE_OUT", "STOPPED", "SUSPENDED",
    ]

    /// Whether the job has ended for good.
    package var hasEnded: Bool { !Self.running.contains(state) }

    /// Whether Slurm holds the job back for good after a start that failed; a job that a user or an administrator holds
    /// waits for its release.
    package var isHeldAfterFailure: Bool {
        let words = reason.lowercased()
        return state == "PENDING"
            && (words.contains("requeued") && words.contains("held") || words == "jobholdmaxrequeue")
    }

    /// Reasons that no waiting changes; others may pass, such as nodes that are down.
    private static let impossibleReasons: Set<String> = [
        "AccountNotAllowed", "BadConstraints", "InvalidAccount", "InvalidQOS", "PartitionTimeLimit", "QOSNotAllowed",
    ]

    /// Whether Slurm has taken a job that can never start.
    package var isImpossible: Bool { state == "PENDING" && Self.impossibleReasons.contains(reason) }

    /// Slurm's words on how the job stands: `FAILED 7:0 NonZeroExitCode`.
    package var words: String {
        [state, exitCode, reason.isEmpty || reason == "None" ? nil : reason].compactMap(\.self).joined(separator: " ")
    }

    /// Format of squeue for ``parse(queue:)``.
    static let queueFormat = "%i|%T|%r|%N|%j|%k"

    /// Jobs in the output of squeue.
    package static func parse(queue text: String) -> [JobStatus] {
        text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: "|", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 6 else { return nil }
            return JobStatus(
                id: fields[0],
                state: fields[1],
                reason: fields[2],
                nodes: fields[3],
                name: fields[4],
                comment: fields[5]
            )
        }
    }

    /// The job in the output of `scontrol show job --oneliner`.
    package static func parse(job text: String) -> JobStatus? {
        var fields: [Substring: String] = [:]
        for word in text.split(whereSeparator: \.isWhitespace) {
            guard let sign = word.firstIndex(of: "="), fields[word[..<sign]] == nil else { continue }
            fields[word[..<sign]] = String(word[word.index(after: sign)...])
        }
        guard let id = fields["JobId"], let state = fields["JobState"] else { return nil }
        let nodes = fields["NodeList"] ?? ""
        return JobStatus(
            id: id,
            state: state,
            reason: fields["Reason"] ?? "",
            nodes: nodes == "(null)" ? "" : nodes,
            name: fields["JobName"] ?? "",
            comment: fields["Comment"] ?? "",
            exitCode: fields["ExitCode"],
            runSeconds: fields["RunTime"].flatMap(SlurmTime.seconds)
        )
    }
}
