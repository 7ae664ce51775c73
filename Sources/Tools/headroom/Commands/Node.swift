import ArgumentParser
import HeadroomCommandLine

/// Carries out the plan of a run folder on this machine.
struct Node: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Carry out the plan of a run folder on this machine, as the job of a sweep on a cluster does.",
        discussion: """
            Each measurement of the plan that has no result yet is claimed, carried out and written into the folder. \
            'headroom sweep --on slurm:...' writes the plan and the job script that calls this.

            It ends its training when another node has taken over, when the run is canceled, and when the folder cannot \
            be written any more.
            """
    )

    @Argument(help: ArgumentHelp("The folder of the run.", valueName: "run-folder"))
    var folder: String

    func run() async throws {
        try await NodeWork(folder: ClusterMeasurement.absolute(folder)).run()
    }
}
