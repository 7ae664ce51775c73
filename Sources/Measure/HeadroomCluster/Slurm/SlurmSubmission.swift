/// Submission of the jobs of an item, none of them twice: what is about to happen is written down before.
struct SlurmSubmission: Sendable {
    let folder: RunFolder
    let plan: Plan
    let item: Plan.Item
    let key: String
    let request: SlurmRequest
    let slurm: SlurmClient
    /// Whether the user wants to leave the job alone.
    let isInterrupted: @Sendable () -> Bool
    let report: @Sendable (ClusterProgress) -> Void

    /// The job of an earlier head, if it has not been concluded.
    func openJob() async throws(ClusterError) -> SlurmJob? {
        guard let last = folder.jobRecords().last(where: { $0.key == key }) else { return nil }
        switch last.event {
        case .ended, .refused: return nil
        case .submitted: return last.job.map { SlurmJob(attempt: last.attempt, id: $0) }
        case .submitting:
            // The head ended while sbatch ran: the job may exist.
            if let id = try await submittedJob(attempt: last.attempt) {
                try folder.append(JobRecord(.submitted, at: UTC.now, key: key, attempt: last.attempt, job: id))
                return SlurmJob(attempt: last.attempt, id: id)
            }
            let words = "the job is not in the queue"
            try folder.append(JobRecord(.refused, at: UTC.now, key: key, attempt: last.attempt, words: words))
            return nil
        }
    }

    /// The job of an attempt that was submitted without an answer; nil if there is none.
    private func submittedJob(attempt: Int) async throws(ClusterError) -> String? {
        let known = Set(folder.jobRecords().compactMap(\.job))
        // A node has claimed the item for a job that no record has.
        for claimed in try folder.claimedAttempts(of: key).reversed() {
            if let id = folder.claim(of: key, attempt: claimed)?.job, !known.contains(id) { return id }
        }
        let (name, comment) = (JobScript.jobName(run: plan.run), JobScript.comment(key: key, attempt: attempt))
        return try await queue().last { $0.name == name && $0.comment == comment }?.id
    }

    private static let queueTries = 6

    /// The queue; waits some time for a controller that does not answer.
    func queue() async throws(ClusterError) -> [JobStatus] {
        for _ in 0..<Self.queueTries where !isInterrupted() {
            if let jobs = try await slurm.jobs() { return jobs }
            report(.notice("Slurm does not answer; asking again"))
            try? await Task.sleep(for: .seconds(plan.pace.queueSeconds))
        }
        throw ClusterError(
            .missing,
            "Slurm does not answer: whether a job of this run is in the queue is unknown",
            hint: "Start again later: the job is looked for before another one is submitted."
        )
    }

    /// Submits the next attempt; its script and output are in the run folder before.
    func submit(excluding nodes: [String]) async throws(ClusterError) -> SlurmJob {
        try JobScript.check(folder.path, item.workingFolder)
        let attempt = (folder.jobRecords().last { $0.key == key }?.attempt ?? 0) + 1
        let script = JobScript(
            plan: plan,
            item: item,
            attempt: attempt,
            request: request,
            excluded: nodes,
            folder: folder
        )
        try folder.writeScript(script.text, of: key, attempt: attempt)
        try folder.prepareOutput(of: key, attempt: attempt)
        try folder.append(JobRecord(.submitting, at: UTC.now, key: key, attempt: attempt))
        var tries = 0
        while true {
            switch try await slurm.submit(folder.scriptPath(of: key, attempt: attempt), request: request) {
            case .success(let id):
                try folder.append(JobRecord(.submitted, at: UTC.now, key: key, attempt: attempt, job: id))
                report(.notice("job \(id) is submitted"))
                return SlurmJob(attempt: attempt, id: id)
            case .failure(let refused):
                let refusal = refused.refusal
                if refusal.kind == .noAnswer, tries < Self.queueTries {
                    tries += 1
                    report(.notice("Slurm does not answer: \(refusal.words.last ?? "")"))
                    try? await Task.sleep(for: .seconds(plan.pace.queueSeconds))
                    guard let id = try await submittedJob(attempt: attempt) else { continue }
                    try folder.append(JobRecord(.submitted, at: UTC.now, key: key, attempt: attempt, job: id))
                    return SlurmJob(attempt: attempt, id: id)
                }
                let words = refusal.words.joined(separator: "\n")
                try folder.append(JobRecord(.refused, at: UTC.now, key: key, attempt: attempt, words: words))
                if refusal.kind == .impossible, !nodes.isEmpty { return try await submit(excluding: []) }
                throw ClusterError(
                    refusal.kind == .impossible ? .usage : .missing,
                    "Slurm does not take the job: \(refusal.words.map(Self.withoutProgram).joined(separator: "; "))",
                    hint: "The job script: \(folder.scriptPath(of: key, attempt: attempt))"
                )
            }
        }
    }

    private static func withoutProgram(_ line: String) -> String {
        line.hasPrefix("sbatch: error: ") ? String(line.dropFirst("sbatch: error: ".count)) : line
    }
}
