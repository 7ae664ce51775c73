import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomCustomers

/// Options for reading the files of a company, shared by all commands.
struct CompanyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The last month, such as 2025-06 (default: the last one with a change).", valueName: "month")
    )
    var until: Month?

    @Option(
        help: ArgumentHelp(
            "The currency of the report, such as EUR (default: the only one there is).",
            valueName: "code"
        )
    )
    var currency: Currency?

    @Option(
        help: ArgumentHelp("The zone that months end in, and that times without an offset are in.", valueName: "zone")
    )
    var timeZone = "UTC"

    @Option(help: "What counts as a movement: the difference between month ends, or every change (snapshot or ledger).")
    var view = RevenueBridge.View.snapshot

    @Option(
        help:
            "The rates of rates.csv that apply: fixed (that of each subscription's first paid day) or month-end (that of each month's end)."
    )
    var exchange = ExchangeMode.fixed

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

    /// Analysis of the files in a folder, or of the tables of the database.
    func analysis(
        of folder: String?,
        _ change: (inout CustomersAnalysis.Options) -> Void = { _ in }
    ) throws(CustomersError) -> CustomersAnalysis {
        var options = CustomersAnalysis.Options()
        options.currency = currency
        options.zone = try TimeZoneRule(timeZone)
        options.until = until
        options.view = view
        options.exchange = exchange
        change(&options)
        let set = options
        return try CompanySource(folder: folder, database: database, map: map).withFiles {
            (files) throws(CustomersError) in
            var reader = CompanyReader(files, zone: set.zone, surveyScale: set.surveyScale)
            var company = try reader.read()
            let rates = try ExchangeRates(
                folder: files.folder,
                mapping: files.mapping,
                zone: set.zone,
                quality: &company.quality
            )
            let now = Int64(Date.now.timeIntervalSince1970)
            return try CustomersAnalysis(company, rates: rates, options: set, now: now)
        }
    }

    /// Checks that either a folder or a database is named.
    func validate(folder: String?, isRequired: Bool) throws {
        if folder != nil, database != nil {
            throw ValidationError("A folder and --database are named: one of them is enough.")
        }
        if isRequired, folder == nil, database == nil {
            throw ValidationError("Name the folder with the files, or a database with --database.")
        }
    }
}
