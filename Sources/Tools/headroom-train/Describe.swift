import ArgumentParser
import HeadroomCommandLine
import HeadroomDisplay
import HeadroomTraining

/// For the instrument: what it has to know of the workloads, as JSON.
struct Describe: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write what the instrument has to know of the workloads, as JSON.",
        shouldDisplay: false
    )

    func run() throws {
        try StandardStream.output(JSONReport.render(Workloads.all.map { $0.described }))
    }
}
