import ArgumentParser
import HeadroomCommandLine
import HeadroomDisplay
import HeadroomTraining

/// Prints the metadata of the workloads as JSON, for `headroom`.
struct Describe: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write what the instrument has to know of the workloads, as JSON.",
        shouldDisplay: false
    )

    func run() throws {
        try StandardStream.output(JSONReport.render(Workloads.all.map { $0.workloadDescription }))
    }
}
