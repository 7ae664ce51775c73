import HeadroomCore

/// The jobs of all outputs of `sacct`; one that is in several of them counts once, as it was when it had run longest.
struct SlurmJobs {
    /// By the number of the job and its user.
    private var jobs: [String: (id: String, run: SurveyedRun)] = [:]

    mutating func add(_ job: SlurmTable.Job, gpus: Int, utilization: Double?) {
        let run = SurveyedRun(
            user: job.user,
            job: job.id,
            device: job.device,
            seconds: job.seconds,
            deviceCount: Double(gpus),
            utilization: utilization
        )
        let key = "\(job.id) \(job.user ?? "")"
        if let known = jobs[key]?.run, Self.rank(known) >= Self.rank(run) { return }
        jobs[key] = (job.id, run)
    }

    /// What decides between two rows of a job, whatever their order.
    private static func rank(_ run: SurveyedRun) -> (Double, Double) { (run.seconds, run.utilization ?? -1) }

    /// In the order of their numbers and users.
    var runs: [SurveyedRun] { jobs.sorted { $0.key < $1.key }.map(\.value.run) }
}
