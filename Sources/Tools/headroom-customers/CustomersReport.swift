import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomCustomers
import HeadroomDisplay

/// Command that reports on a folder of exports.
struct CustomersReport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Report recurring revenue, sales, retention, acquisition cost and lifetime value from CSV files.",
        discussion: """
            The folder holds subscriptions.csv or transactions.csv or both, and where there are any customers.csv, spend.csv, \
            rates.csv, touches.csv, surveys.csv and emails.csv; their columns are in docs/customers.md. Nothing leaves this machine.
            """
    )

    @Argument(help: ArgumentHelp("The folder with the files, or a store of the command import.", valueName: "folder"))
    var folder: String?

    @OptionGroup var company: CompanyOptions

    @Option(
        help: ArgumentHelp(
            "Gross profit over revenue, such as 0.8, for lifetime value and payback.",
            valueName: "share"
        )
    )
    var grossMargin = 1.0

    @Option(
        help: ArgumentHelp(
            "Months between spend and the first payments that it brings, for acquisition cost and payback.",
            valueName: "months"
        )
    )
    var spendLag = 0

    @Option(
        help: ArgumentHelp(
            "How long before a first payment or purchase a touch may lie to be credited with it, such as 90d.",
            valueName: "days"
        )
    )
    var lookback = LookbackWindow(days: 90)

    @Option(help: "The scale of the scores in surveys.csv: nps (0 to 10), csat (1 to 5) or ces (1 to 7).")
    var surveyScale = SurveyScale.nps

    @Option(
        help: ArgumentHelp(
            "How long after an e-mail of emails.csv a payment is counted, such as 14d.",
            valueName: "days"
        )
    )
    var conversionWindow = LookbackWindow(days: 14)

    @Option(
        help: ArgumentHelp(
            "Rate of discount of a year, such as 0.1, for the expected value of the next 12 months.",
            valueName: "share"
        )
    )
    var discount = 0.0

    @Option(
        help: ArgumentHelp("Targets in TOML (docs/customers.md), each reported as on track or not.", valueName: "file")
    )
    var goals: String?

    @Flag(help: "End with exit code 2 where a row had to be set aside.")
    var strict = false

    @Option(help: "Write the figures as JSON; - for standard output, which then holds nothing else.")
    var exportJSON: String?

    @Option(name: .customLong("export-csv"), help: "Write the months as CSV; - for standard output.")
    var exportCSV: String?

    @Option(
        name: .customLong("export-sales-csv"),
        help: "Write the months of sales of transactions.csv as CSV; - for standard output."
    )
    var exportSalesCSV: String?

    @Option(
        name: .customLong("export-campaigns-csv"),
        help: "Write the e-mail campaigns as CSV; - for standard output."
    )
    var exportCampaignsCSV: String?

    @Option(help: "Write the segment of each customer as CSV; - for standard output.")
    var exportSegments: String?

    @Option(help: "Write the tables as Markdown; - for standard output.")
    var exportMarkdown: String?

    @Option(name: .customLong("html"), help: "Write one page, complete in itself.")
    var html: String?

    @Option(help: "Use colour: auto, always or never.")
    var color = ColorChoice.auto

    func validate() throws {
        try company.validate(folder: folder, isRequired: true)
        guard grossMargin > 0, grossMargin <= 1 else {
            throw ValidationError("--gross-margin takes a share above 0 and at most 1, such as 0.8.")
        }
        guard (0...12).contains(spendLag) else {
            throw ValidationError("--spend-lag takes a whole number of months from 0 to 12.")
        }
        guard discount >= 0, discount <= 10 else {
            throw ValidationError("--discount takes a share of 0 or more, such as 0.1.")
        }
        let exports = [exportJSON, exportCSV, exportSalesCSV, exportCampaignsCSV, exportSegments, exportMarkdown, html]
        guard exports.filter({ $0 == "-" }).count < 2 else {
            throw ValidationError("Only one export can go to standard output (-).")
        }
    }

    func run() throws {
        let targets = try goals.map { try Goal.read($0) } ?? []
        let analysis = try company.analysis(of: folder) { options in
            options.goals = targets
            options.grossMargin = grossMargin
            options.spendLag = spendLag
            options.lookback = lookback
            options.surveyScale = surveyScale
            options.conversionWindow = conversionWindow
            options.discount = discount
        }
        let document = analysis.document
        try write(document, analysis.segmentMembers)
        if strict, !document.quality.isClean {
            throw CommandFailure(
                "rows had to be set aside",
                hint: "the report lists them by file and row",
                exitCode: .thresholdNotMet
            )
        }
    }

    private func write(_ document: CustomersDocument, _ members: [SegmentMember]) throws {
        let forms: [(path: String?, text: () throws -> String)] = [
            (exportJSON, { try JSONReport.render(document) }), (exportCSV, { CustomersReports.csv(document) }),
            (exportSalesCSV, { CustomersReports.salesCSV(document) }),
            (exportCampaignsCSV, { CustomersReports.campaignsCSV(document) }),
            (exportSegments, { SegmentMember.csv(members) }),
            (exportMarkdown, { CustomersReports.markdown(document) }), (html, { CustomersPage.render(document) }),
        ]
        for (path, _) in forms { if let path, path != "-" { try OutputFile.check(path) } }
        for (path, text) in forms {
            guard let path else { continue }
            if path == "-" { try StandardStream.output(text()) } else { try OutputFile.write(text(), to: path) }
        }
        guard forms.allSatisfy({ $0.path != "-" }) else { return }
        let style = TerminalStyle(
            choice: color,
            isTerminal: StandardStream.isTerminal(1),
            environment: ProcessInfo.processInfo.environment
        )
        try StandardStream.output(
            CustomersReports.terminal(document, width: StandardStream.columns(1) ?? 120, style: style)
        )
    }
}
