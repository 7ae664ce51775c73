import Glibc
import HeadroomSystem

/// Head of a run on Slurm: submits the job of an item, follows it in the run folder, and submits it again where an
/// attempt was lost.
///
/// All state is in the run folder, so that another head can go on where one ended at any point.
package struct SlurmRun: Sendable {
    private let folder: RunFolder
    private let plan: Plan
    private let key: String
    private let submission: SlurmSubmission
    private let slurm: SlurmClient
    private let isInterrupted: @Sendable () -> Bool
    private let report: @Sendable (ClusterProgress) -> Void
    private let startedAt = MonotonicClock.seconds()

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
        key = item.key
        slurm = SlurmClient()
        self.isInterrupted = isInterrupted
        self.report = report
        submission = SlurmSubmission(
            folder: folder,
            plan: plan,
            item: item,
            key: item.key,
            request: request,
            slurm: slurm,
            isInterrupted: isInterrupted,
            report: report
        )
    }

    /// Follows the item to its result.
    ///
    /// - Parameter isAnew: whether a job of an earlier head that has ended without a result is followed by another one,
    ///   even if it was canceled or ran out of time.
    /// - Throws: ``ClusterError`` where there will be none.
    package func run(isAnew: Bool) async throws(ClusterError) -> Outcome {
        if let result = try folder.result(of: key) { return .result(result) }
        var job = try await submission.openJob()
        if isAnew, let earlier = job, let end = try await endBefore(earlier) {
            try folder.append(end.record(key: key, attempt: earlier.attempt, job: earlier.id))
            report(.notice("job \(earlier.id) of an earlier start has ended (\(end.words))"))
            job = nil
        }
        if let job { report(.notice("going on with job \(job.id)")) }
        var lost: [(end: JobEnd, job: SlurmJob)] = []
        while true {
            let current: SlurmJob
            if let job {
                current = job
            } else {
                let nodes = lost.compactMap { $0.end.isOfTheNode ? $0.end.node : nil }
                current = try await submission.submit(excluding: nodes)
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
                    guard lost.count <= Self.furtherAttempts else {
                        throw JobFailure.ofLostJobs(lost, logs: folder.logs)
                    }
                    report(.notice("job \(current.id) was lost (\(end.words)): the measurement is started again"))
                case .outOfMemory, .timedOut, .canceled, .impossible:
                    let failure = JobFailure.of(end, current, logs: folder.logs)
                    guard let stopped = end.stopped else { throw failure }
                    return .stopped(stopped, failure)
                }
            }
        }
    }

    // MARK: Following

    private enum Followed {
        case left
        case ended(JobEnd)
    }

    /// Follows a job until it has a result or has ended without one.
    private func follow(_ job: SlurmJob) async throws(ClusterError) -> Followed {
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
                    if status.isImpossible { return .ended(try await end(of: job, status)) }
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

    private func showWait(_ job: SlurmJob, _ status: JobStatus, _ now: Double) {
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

    /// What a job had measured when it was stopped; nil if it was not.
    private func stoppedResult(of job: SlurmJob) throws(ClusterError) -> ItemResult? {
        let claims = try folder.claimedAttempts(of: key).compactMap { folder.claim(of: key, attempt: $0) }
        guard let claim = claims.last(where: { $0.job == job.id }) else { return nil }
        return try folder.stoppedResult(of: key, attempt: claim.attempt)
    }

    /// The end of an earlier head's job that has ended without a result; nil if it goes on, or that is not certain.
    private func endBefore(_ job: SlurmJob) async throws(ClusterError) -> JobEnd? {
        let status = try await submission.queue().first { $0.id == job.id }
        guard try folder.result(of: key) == nil else { return nil }
        if let status { return status.hasEnded ? try await end(of: job, status) : nil }
        // Slurm has forgotten it, and its node said that it ended.
        return try stoppedResult(of: job) == nil ? nil : try await end(of: job, nil)
    }

    /// The end of a job without a result.
    private func end(of job: SlurmJob, _ listed: JobStatus?) async throws(ClusterError) -> JobEnd {
        let status = try await slurm.job(job.id) ?? listed
        if let status, status.isHeldAfterFailure || status.isImpossible { _ = try await slurm.cancel(job.id) }
        let stopped = try stoppedResult(of: job)
        let output = folder.lastOutput(of: key, attempt: job.attempt, lines: Self.shownLines)
        let verdict = Verdict(
            hasResult: try folder.result(of: key) != nil,
            stop: stopped.map { $0.stop ?? .signal },
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
}
