import ArgumentParser
import HeadroomCluster
import HeadroomCommandLine

/// Cancels the job of a run folder.
struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Cancel the job of a sweep on a cluster; what it has measured stays in the run folder."
    )

    @Argument(help: ArgumentHelp("The folder of the run.", valueName: "run-folder"))
    var folder: String

    func run() async throws {
        let folder = RunFolder(path: ClusterMeasurement.absolute(folder))
        let plan = try folder.existingPlan()
        // A node that Slurm has lost reads the folder.
        try folder.cancel()
        var isAnyOpen = false
        for item in plan.items {
            guard let last = folder.jobRecords().last(where: { $0.key == item.key }), last.event == .submitted,
                let job = last.job
            else { continue }
            isAnyOpen = true
            if let words = try await SlurmClient().cancel(job) {
                throw CommandFailure("job \(job) was not canceled: \(words)")
            }
            // The next start submits another job, and does not follow this one to its end.
            try folder.append(
                JobRecord(
                    .ended,
                    at: UTC.now,
                    key: item.key,
                    attempt: last.attempt,
                    job: job,
                    verdict: Verdict.canceled.name,
                    words: "headroom cancel"
                )
            )
            StandardStream.note("job \(job) is canceled")
        }
        if !isAnyOpen { StandardStream.note("no job of \(folder.path) is known to run") }
    }
}
