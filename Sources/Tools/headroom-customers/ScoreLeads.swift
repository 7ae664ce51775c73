import ArgumentParser
import HeadroomCommandLine
import HeadroomCustomers
import HeadroomDisplay

/// Command that scores leads by their probability to become ideal customers.
struct ScoreLeads: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Score leads by their likeness to the customers worth most, with the reasons for each.",
        discussion: """
            The model is learned from the customers in the folder (docs/customers.md, ideal customers). Leads are the rows of \
            --leads, or the customers of customers.csv who have not paid.
            """
    )

    @Argument(help: ArgumentHelp("The folder with the files.", valueName: "folder"))
    var folder: String?

    @OptionGroup var company: CompanyOptions

    @Option(
        help: ArgumentHelp("CSV file with customer_id and the markers of customers.csv.", valueName: "file")
    )
    var leads: String?

    @Option(
        help: ArgumentHelp("Gross profit over revenue, such as 0.8, for the value of a customer.", valueName: "share")
    )
    var grossMargin = 1.0

    @Option(help: ArgumentHelp("Write the scores as CSV to a file; - for standard output.", valueName: "file"))
    var output: String?

    func validate() throws {
        try company.validate(folder: folder, isRequired: true)
        guard grossMargin > 0, grossMargin <= 1 else {
            throw ValidationError("--gross-margin takes a share above 0 and at most 1, such as 0.8.")
        }
    }

    func run() throws {
        if let output, output != "-" { try OutputFile.check(output) }
        let leads = try self.leads.map { (path) throws(CustomersError) in try Leads(path: path) }
        let scores = try company.analysis(of: folder) { $0.grossMargin = grossMargin }.scores(of: leads)
        let path = output ?? "-"
        guard path != "-" else { return try StandardStream.output(scores.csv) }
        try OutputFile.write(scores.csv, to: path)
        let lines = scores.sentences.flatMap { TerminalText.wrap($0, width: StandardStream.columns(1) ?? 120) }
        try StandardStream.output(lines.joined(separator: "\n") + "\n")
    }
}
