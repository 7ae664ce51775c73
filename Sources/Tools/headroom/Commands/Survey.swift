import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomCore
import HeadroomFleets
import HeadroomStore

/// Summarizes the unused device time over all stored runs, or over a fleet's own files.
struct Survey: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say who leaves how much of their devices unused, in kept runs or in files.",
        discussion: """
            Several stores are taken together, as of several machines; a run that is in two of them counts once.

            With --import, files are read that something else has written, plain or compressed by gzip:

            \(FleetFormat.allCases.map { "  \($0.rawValue): \($0.origin)" }.joined(separator: "\n"))

            docs/guide/survey.md has the commands for each. A share is told with what it is of (users, jobs, pods, \
            hours) and with the utilization it is by; figures of two kinds are not joined. The price is then that of \
            one device.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "The stores (default: the one that runs are kept in); with --import the files.",
            valueName: "store"
        )
    )
    var stores: [String] = []

    @Option(
        name: .customLong("import"),
        help: ArgumentHelp("Read files of this format in place of stores.", valueName: "format")
    )
    var format: FleetFormat?

    @Option(help: "The share of a device under which it counts as left nearly empty.")
    var threshold = 0.15

    @OptionGroup var price: PriceOptions
    @OptionGroup(title: "Reports") var reports: ReportOptions

    func validate() throws {
        guard threshold > 0, threshold <= 1 else {
            throw ValidationError("--threshold is a share from 0 to 1, as 0.15.")
        }
        if let format, stores.isEmpty {
            throw ValidationError("--import \(format.rawValue) needs files: \(format.expected).")
        }
    }

    func run() throws {
        try reports.checkDestinations()
        try reports.write(ReportForms(format.map(imported) ?? stored()))
    }

    private func imported(_ format: FleetFormat) throws -> SurveyDocument {
        try FleetImport.survey(stores, format: format, threshold: threshold, price: price.price)
    }

    private func stored() throws -> SurveyDocument {
        let paths = stores.isEmpty ? [StoreLocation.standard] : stores
        let summaries = try paths.flatMap { try RunStore.openToRead($0).summaries() }
        guard let survey = SurveyDocument(summaries, stores: paths.count, threshold: threshold, price: price.price)
        else {
            throw CommandFailure(
                "no run with a known utilization is kept in \(paths.joined(separator: ", "))",
                hint: "'headroom run -- COMMAND' measures one and keeps it"
            )
        }
        return survey
    }
}

extension FleetFormat: ExpressibleByArgument {}
