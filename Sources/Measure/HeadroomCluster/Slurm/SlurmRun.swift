import Glibc
import HeadroomSystem

/// Head of a run on Slurm: submits the job of an item, follows it in the run folder, and submits it again where an
/// attempt was lost.
///
/// All state is in the run folder, so that another head can go on where one ended at any point.
package struct SlurmRun: Sendable {
    private let folder: RunFolder
    private let plan: Plan
    private let item: Plan.Item
    private let key: String
    private let request: SlurmRequest
    private let slurm: SlurmClient
    private let isInterrupted: @Sendable () -> Bool
    private let report: @Sendable (ClusterProgress) -> Void
    private let startedAt = MonotonicClock.seconds()

    /// A job in the batch system.
    private struct Job {
        var attempt: Int
        var id: String
    }

    /// How following ended.
    package enum Outcome: Sendable {
        case result(ItemResult)
        /// The job was stopped before its end, with a result of the trials before, and why.
        case stopped(ItemResult, ClusterError)
        /// The head was interrupted; the job goes on.
        case left(job: String)
    }

    /// Attempts beyond the first for an item that was lost.
    private static let furtherAttempts = 2
    /// A job that ends sooner has not measured anything.
    private static let instantSeconds = 10.0
    private static let pollInterval = Duration.milliseconds(250)
    /// While a job waits, Slurm is asked less and less often: every minute half as often, and not below a sixth.
    private static let backoff = 2.0
    private static let backoffSeconds = 60.0
    private static let mostBackoff = 6.0
    private static let shownLines = 12

    /// - Parameters:
    ///   - isInterrupted: whether the user wants to leave the job alone.
    ///   - report: called with every change.
    package init(
        folder: RunFolder,
        plan: Plan,
        item: Plan.Item,
        request: SlurmRequest,
        isInterrupted: @escaping @Sendable () -> Bool,
        report: @escaping @Sendable (ClusterProgress) -> Void
    ) {
        self.folder = folder
        self.plan = plan
        self.item = item
        key = item.key
        self.request = request
        slurm = SlurmClient()
        self.isInterrupted = isInterrupted
        self.report = report
    }

    /// Follows the item to its result.
    ///
    /// - Parameter isAnew: whether a job of an earlier head that has ended without a result is followed by another one,
    ///   even if it was canceled or ran out of time.
    /// - Throws: ``ClusterError`` where there will be none.
    package func run(isAnew: Bool) async throws(ClusterError) -> Outcome {
        if let result = try folder.result(of: key) { return .result(result) }
        var job = try await openJob()
        if isAnew, let ended = job, let listed = try await queue().first(where: { $0.id == ended.id }), listed.hasEnded,
            try folder.result(of: key) == nil
        {
            let end = try await end(of: ended, listed)
            try folder.append(end.record(key: key, attempt: ended.attempt, job: ended.id))
            report(.notice("job \(ended.id) of an earlier start has ended (\(end.words))"))
            job = nil
        }
        if let job { report(.notice("going on with job \(job.id)")) }
        var lost: [(end: JobEnd, job: Job)] = []
        while true {
            let current: Job
            if let job {
                current = job
            } else {
                current = try await submit(excluding: lost.compactMap { $0.end.isOfTheNode ? $0.end.node : nil })
            }
            job = nil
            switch try await follow(current) {
            case .left: return .left(job: current.id)
            case .ended(let end):
                try folder.append(end.record(key: key, attempt: current.attempt, job: current.id))
                switch end.verdict {
                case .finished:
                    guard let result = try folder.result(of: key) else { continue }
                    return .result(result)
                case .lost:
                    lost.append((end, current))
                    guard lost.count <= Self.furtherAttempts else { throw givingUp(lost) }
                    report(.notice("job \(current.id) was lost (\(end.words)): the measurement is started again"))
                case .outOfMemory, .timedOut, .canceled:
                    guard let stopped = end.stopped else { throw failure(end, current) }
                    return .stopped(stopped, failure(end, current))
                }
            }
        }
    }

    // MARK: Submission

    /// The job of an earlier head, if it has not been concluded.
    private func openJob() async throws(ClusterError) -> Job? {
        guard let last = folder.jobRecords().last(where: { $0.key == key }) else { return nil }
        switch last.event {
        case .ended, .refused: return nil
        case .submitted: return last.job.map { Job(attempt: last.attempt, id: $0) }
        case .submitting:
            // The head ended while sbatch ran: the job may exist.
            if let id = try await submittedJob(attempt: last.attempt) {
                try folder.append(JobRecord(.submitted, at: UTC.now, key: key, attempt: last.attempt, job: id))
                return Job(attempt: last.attempt, id: id)
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
    private func queue() async throws(ClusterError) -> [JobStatus] {
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
    private func submit(excluding nodes: [String]) async throws(ClusterError) -> Job {
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
                return Job(attempt: attempt, id: id)
            case .failure(let refused):
                let refusal = refused.refusal
                if refusal.kind == .noAnswer, tries < Self.queueTries {
                    tries += 1
                    report(.notice("Slurm does not answer: \(refusal.words.last ?? "")"))
                    try? await Task.sleep(for: .seconds(plan.pace.queueSeconds))
                    guard let id = try await submittedJob(attempt: attempt) else { continue }
                    try folder.append(JobRecord(.submitted, at: UTC.now, key: key, attempt: attempt, job: id))
                    return Job(attempt: attempt, id: id)
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

    // MARK: Following

    private enum Followed {
        case left
        case ended(JobEnd)
    }

    /// Follows a job until it has a result or has ended without one.
    private func follow(_ job: Job) async throws(ClusterError) -> Followed {
        var events = FollowedEvents(folder: folder, key: key, job: job.id)
        var (missing, ended) = (Absence(), Absence())
        let question = QueueQuestion(slurm)
        var interval = plan.pace.queueSeconds
        var isSilent = false
        while true {
            let result = try folder.result(of: key)
            for event in events.next() { show(event) }
            if let result {
                // A node that was thought lost has finished after all.
                if result.claim.job != job.id { _ = try? await slurm.cancel(job.id) }
                return .ended(JobEnd(verdict: .finished, node: result.claim.host, words: "result"))
            }
            if isInterrupted() { return .left }
            let now = MonotonicClock.seconds()
            if let answer = question.answer(at: now, interval: interval) {
                let jobs = try answer.get()
                if jobs == nil, !isSilent { report(.notice("Slurm does not answer; the run goes on")) }
                isSilent = jobs == nil
                interval = plan.pace.queueSeconds
                if let status = jobs?.first(where: { $0.id == job.id }) {
                    missing.ends()
                    if status.hasEnded || status.isHeldAfterFailure {
                        // A shared folder may show the result of a job some seconds after its end.
                        let isExpected = status.state == "COMPLETED"
                        let patience = isExpected ? plan.pace.lostSeconds : min(plan.pace.lostSeconds, Self.settling)
                        if ended.lasts(patience, at: now) { return .ended(try await end(of: job, status)) }
                    } else {
                        ended.ends()
                        if status.state == "PENDING" {
                            showWait(job, status, now)
                            interval *= min(
                                pow(Self.backoff, (now - startedAt) / Self.backoffSeconds),
                                Self.mostBackoff
                            )
                        }
                    }
                } else if jobs != nil, missing.lasts(plan.pace.lostSeconds, at: now) {
                    return .ended(try await end(of: job, nil))
                }
            }
            try? await Task.sleep(for: Self.pollInterval)
        }
    }

    private func showWait(_ job: Job, _ status: JobStatus, _ now: Double) {
        // Slurm names the reason at its next look at the queue.
        let reason = status.reason == "None" ? "Slurm has just taken it" : status.reason
        report(.waiting(job: job.id, reason: reason, seconds: now - startedAt))
    }

    /// Time for which a result may be on its way after the end of a job that Slurm reports as failed.
    private static let settling = 5.0

    private func show(_ event: NodeEvent) {
        switch event.event {
        case .started:
            if let claim = event.claim {
                report(.notice("job \(claim.job ?? "?") measures on \(claim.host)"))
            }
        case .progress: if let progress = event.progress { report(.measuring(progress)) }
        case .ending: if let text = event.text { report(.notice("the node ends: \(text)")) }
        case .alive, .ended: break
        }
    }

    /// The end of a job without a result.
    private func end(of job: Job, _ listed: JobStatus?) async throws(ClusterError) -> JobEnd {
        let status = try await slurm.job(job.id) ?? listed
        if let status, status.isHeldAfterFailure { _ = try await slurm.cancel(job.id) }
        let claim = try folder.claimedAttempts(of: key).compactMap { folder.claim(of: key, attempt: $0) }
            .last { $0.job == job.id }
        let stopped = try claim.flatMap { (claim) throws(ClusterError) in
            try folder.stoppedResult(of: key, attempt: claim.attempt)
        }
        let output = folder.lastOutput(of: key, attempt: job.attempt, lines: Self.shownLines)
        let verdict = Verdict(
            hasResult: try folder.result(of: key) != nil,
            wasStopped: stopped != nil,
            isCanceled: folder.isCanceled,
            status: status,
            output: output
        )
        return JobEnd(
            verdict: verdict,
            node: status.flatMap { $0.nodes.isEmpty ? nil : $0.nodes },
            isOfTheNode: status.map { $0.state != "PREEMPTED" } ?? false,
            words: status.map { "Slurm: \($0.words)" } ?? "Slurm does not know it any more",
            runSeconds: status?.runSeconds,
            output: output,
            stopped: stopped
        )
    }

    // MARK: Failures

    private func givingUp(_ lost: [(end: JobEnd, job: Job)]) -> ClusterError {
        let last = lost[lost.count - 1]
        let areInstant = lost.allSatisfy { ($0.end.runSeconds ?? .infinity) < Self.instantSeconds }
        let jobs = lost.map(\.job.id).joined(separator: ", ")
        return ClusterError(
            .job,
            areInstant
                ? "the jobs \(jobs) ended at once, without a result (\(last.end.words))"
                : "the measurement was lost \(lost.count) times, in the jobs \(jobs) (\(last.end.words))",
            hint: Self.advice(last.end) ?? "Starting again with the same run folder tries it anew.",
            lastLines: last.end.output,
            outputFolder: folder.logs
        )
    }

    /// What to do about an end that only Slurm explains.
    private static func advice(_ end: JobEnd) -> String? {
        // Slurm's exit code for an output file that cannot be opened.
        end.words.contains("0:53") ? "The node cannot write the run folder: is it shared with this machine?" : nil
    }

    private func failure(_ end: JobEnd, _ job: Job) -> ClusterError {
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
            default: (.canceled, "was canceled", "Starting again with the same run folder submits it anew.")
            }
        return ClusterError(
            cause,
            "job \(job.id) \(text) (\(end.words))",
            hint: hint,
            lastLines: end.stopped == nil ? end.output : [],
            outputFolder: folder.logs
        )
    }
}
