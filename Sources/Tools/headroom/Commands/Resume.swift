import ArgumentParser
import HeadroomCommandLine

/// Goes on with a measurement in a run folder.
struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Continue a sweep on a cluster: follow its job, resubmit a lost one, and report the result.",
        discussion: """
            The folder is the --run-folder of 'headroom sweep --on slurm:...'. An existing result is reported again \
            without a job.
            """
    )

    @Argument(help: ArgumentHelp("The folder of the run.", valueName: "run-folder"))
    var folder: String

    @OptionGroup(title: "Keeping") var keeping: KeepOptions
    @OptionGroup var price: PriceOptions
    @OptionGroup(title: "Reports") var reports: ReportOptions

    func run() async throws {
        let delivery = Delivery(price: price, keeping: keeping, reports: reports)
        try await ClusterMeasurement(delivery: delivery).resume(folder)
    }
}
