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
        let jobs = try await SlurmRun.cancel(plan, in: folder)
        for job in jobs { StandardStream.note("job \(job) is canceled") }
        if jobs.isEmpty { StandardStream.note("no job of \(folder.path) is in the queue") }
    }
}
