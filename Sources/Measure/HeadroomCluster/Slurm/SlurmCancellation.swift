extension SlurmRun {
    /// Cancels all jobs of a run that are in the queue, also those that an interrupted head has no record of.
    ///
    /// - Returns: the numbers of the jobs.
    package static func cancel(_ plan: Plan, in folder: RunFolder) async throws(ClusterError) -> [String] {
        let slurm = SlurmClient()
        guard let jobs = try await slurm.jobs() else {
            throw ClusterError(
                .missing,
                "Slurm does not answer: no job was canceled there",
                hint: "A node that is at work ends by itself, since it reads the run folder."
            )
        }
        let name = JobScript.jobName(run: plan.run)
        let open = jobs.filter { $0.name == name && !$0.hasEnded }
        for job in open {
            if let words = try await slurm.cancel(job.id) {
                throw ClusterError(.missing, "job \(job.id) was not canceled: \(words)")
            }
            // The next start submits another job, and does not follow this one to its end.
            for item in plan.items {
                guard let last = folder.jobRecords().last(where: { $0.key == item.key }), last.event != .ended,
                    last.job == job.id || job.comment == JobScript.comment(key: item.key, attempt: last.attempt)
                else { continue }
                let end = JobEnd(verdict: .canceled, words: "headroom cancel")
                try folder.append(end.record(key: item.key, attempt: last.attempt, job: job.id))
            }
        }
        return open.map(\.id)
    }
}
