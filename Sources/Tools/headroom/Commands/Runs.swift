import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomCore
import HeadroomDisplay
import HeadroomReport
import HeadroomStore

/// Lists the stored runs.
struct Runs: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List saved runs, newest first.")

    @OptionGroup var store: StoreOptions

    @Option(help: "Only runs of this user.")
    var user: String?

    @Option(help: "Only runs of this job.")
    var job: String?

    @Option(help: "Largest number of runs to list.")
    var limit: BatchSize?

    @Flag(help: "As JSON.")
    var json = false

    func run() throws {
        let store = try store.open()
        var runs = try store.summaries()
        if let user { runs.removeAll { $0.origin.user != user } }
        if let job { runs.removeAll { $0.origin.job != job } }
        let shown = Array(runs.prefix(limit?.value ?? (json ? .max : 20)))
        if json { return try StandardStream.output(JSONReport.render(shown)) }
        let columns = StandardStream.columns(1) ?? 120
        try StandardStream.output(RunList.render(shown, of: runs.count, width: columns))
    }
}
