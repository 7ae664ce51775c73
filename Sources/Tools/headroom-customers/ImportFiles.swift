import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomCustomers
import HeadroomDisplay

/// Command that checks the files of a company and writes them into one SQLite file.
struct ImportFiles: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Check the files of a company, and write them into one SQLite file.",
        discussion: """
            Without --store only the check is made: which file was recognized as which table, which column as which, and \
            the quality of the data. An import into a store that exists adds rows, and replaces those of the same id.
            """
    )

    @Argument(help: ArgumentHelp("The folder with the files.", valueName: "folder"))
    var folder: String?

    @Option(help: ArgumentHelp("The SQLite file to write, which report and explain read.", valueName: "file"))
    var store: String?

    @Option(
        help: ArgumentHelp("The names that files and columns have, in TOML (docs/customers.md).", valueName: "file")
    )
    var map: String?

    @Option(
        help: ArgumentHelp(
            "Read the tables of a PostgreSQL database in place of a folder, such as postgres://localhost/shop.",
            valueName: "url"
        )
    )
    var database: String?

    @Option(help: ArgumentHelp("The zone of times without an offset.", valueName: "zone"))
    var timeZone = "UTC"

    @Option(help: "The scale of the scores in surveys.csv: nps (0 to 10), csat (1 to 5) or ces (1 to 7).")
    var surveyScale = SurveyScale.nps

    @Flag(help: "Only print a mapping of what was recognized, to be corrected and given with --map.")
    var guess = false

    @Flag(help: "Write nothing and end with exit code 2 where a row would be set aside.")
    var strict = false

    @Option(help: "Use colour: auto, always or never.")
    var color = ColorChoice.auto

    func validate() throws {
        if folder != nil, database != nil {
            throw ValidationError("A folder and --database are named: one of them is enough.")
        }
        if folder == nil, database == nil {
            throw ValidationError("Name the folder with the files, or a database with --database.")
        }
        if guess, store != nil { throw ValidationError("--guess only prints a mapping: leave out --store.") }
    }

    func run() throws {
        let zone = try TimeZoneRule(timeZone)
        if let folder, CompanyStore.isFile(folder) {
            throw CustomersError("\(folder) is a file", hint: "name a folder of CSV files")
        }
        try CompanySource(folder: folder, database: database, map: map).withFiles { (files) throws(CustomersError) in
            Result { () throws in try read(files, zone) }
        }.get()
    }

    private func read(_ files: CompanyFiles, _ zone: TimeZoneRule) throws {
        let report = try ImportReport(files)
        guard !guess else { return try StandardStream.output(report.mapping) }
        let style = TerminalStyle(
            choice: color,
            isTerminal: StandardStream.isTerminal(1),
            environment: ProcessInfo.processInfo.environment
        )
        let width = StandardStream.columns(1) ?? 120
        try StandardStream.output(report.terminal(width: width, style: style) + "\n")
        var reader = CompanyReader(folder: files.folder, zone: zone, mapping: files.mapping, surveyScale: surveyScale)
        var quality = try reader.read(needsRevenue: false).quality
        _ = try ExchangeRates(folder: files.folder, mapping: files.mapping, zone: zone, quality: &quality)
        try StandardStream.output(CustomersReports.terminal(quality, width: width, style: style))
        if strict, !quality.isClean {
            throw CommandFailure(
                "rows would be set aside" + (store == nil ? "" : ", so nothing was written"),
                hint: "the list above has them by file and row",
                exitCode: .thresholdNotMet
            )
        }
        guard let store else { return }
        let target = CompanyStore(store)
        let changes = try target.add(files)
        try StandardStream.output("\n" + target.sentences(on: changes).joined(separator: "\n") + "\n")
    }
}
