import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomCore
import HeadroomStore

/// Summarizes the unused device time over all stored runs.
struct Survey: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say who leaves how much of their devices unused, over all kept runs.",
        discussion:
            "Several stores are taken together, as of several machines; a run that is in two of them counts once."
    )

    @Argument(help: ArgumentHelp("The stores (default: the one that runs are kept in).", valueName: "store"))
    var stores: [String] = []

    @Option(help: "The share of a device under which it counts as left nearly empty.")
    var threshold = 0.15

    @OptionGroup var price: PriceOptions
    @OptionGroup(title: "Reports") var reports: ReportOptions

    func validate() throws {
        guard threshold > 0, threshold <= 1 else {
            throw ValidationError("--threshold is a share from 0 to 1, as 0.15.")
        }
    }

    func run() throws {
        try reports.checkDestinations()
        let paths = stores.isEmpty ? [StoreLocation.standard] : stores
        let summaries = try paths.flatMap { try RunStore.openToRead($0).summaries() }
        guard let survey = SurveyDocument(summaries, stores: paths.count, threshold: threshold, price: price.price)
        else {
            throw CommandFailure(
                "no run with a known utilization is kept in \(paths.joined(separator: ", "))",
                hint: "'headroom run -- COMMAND' measures one and keeps it"
            )
        }
        try reports.write(ReportForms(survey))
    }
}
