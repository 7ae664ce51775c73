import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomCore
import HeadroomFleets
import HeadroomStore

/// Summarizes the unused device time over all stored runs, or over a fleet's own files.
struct Survey: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Survey how much of their devices users and jobs leave unused, in saved runs or in files.",
        discussion: """
            Several stores, such as those of several machines, are combined; a run in two of them counts once.

            --import reads files of other programs, plain or compressed with gzip:

            \(FleetFormat.allCases.map { "  \($0.rawValue): \($0.origin)" }.joined(separator: "\n"))

            docs/guide/survey.md has the commands for each. Each share states its unit (users, jobs, pods, hours) and its \
            kind of utilization; figures of different kinds are never combined. --price is then that of one device.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "Stores (default: the one in which runs are saved); with --import, files.",
            valueName: "store"
        )
    )
    var stores: [String] = []

    @Option(
        name: .customLong("import"),
        help: ArgumentHelp("Read files of this format instead of stores.", valueName: "format")
    )
    var format: FleetFormat?

    @Option(help: "Utilization below which a device counts as nearly unused.")
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
