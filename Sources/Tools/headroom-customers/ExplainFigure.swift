import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomCustomers
import HeadroomDisplay

/// Command that lists the rows from which a value of the bridge is computed.
struct ExplainFigure: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "List the customers and rows behind a figure of a month; they add up to it.",
        usage: "headroom customers explain [options] <figure> <month> [<folder>]"
    )

    @Argument(
        help:
            "The figure: mrr, new, expansion, reactivation, contraction, churn or exchange; of purchases sales or refunds."
    )
    var figure: Explanation.Figure

    @Argument(help: "The month, such as 2025-03.")
    var month: Month

    @Argument(help: "The folder with the files, or a store (default: the current folder).")
    var folder: String?

    @OptionGroup var company: CompanyOptions

    @Option(help: ArgumentHelp("Customers that are listed; the others are one line.", valueName: "n"))
    var top = 50

    @Option(help: "Use colour: auto, always or never.")
    var color = ColorChoice.auto

    func validate() throws {
        try company.validate(folder: folder, isRequired: false)
        guard top > 0 else { throw ValidationError("--top takes a whole number above 0.") }
    }

    func run() throws {
        let explanation = try company.analysis(of: folder).explanation(of: figure, in: month)
        let style = TerminalStyle(
            choice: color,
            isTerminal: StandardStream.isTerminal(1),
            environment: ProcessInfo.processInfo.environment
        )
        try StandardStream.output(explanation.terminal(count: top, style: style))
    }
}
