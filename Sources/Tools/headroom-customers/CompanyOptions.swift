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
        help: ArgumentHelp("The names that files and columns have, in TOML (docs/customers.md).", valueName: "file")
    )
    var map: String?

    /// Analysis of the files in a folder.
    func analysis(
        of folder: String,
        _ change: (inout CustomersAnalysis.Options) -> Void = { _ in }
    ) throws(CustomersError) -> CustomersAnalysis {
        var options = CustomersAnalysis.Options()
        options.currency = currency
        options.zone = try TimeZoneRule(timeZone)
        options.until = until
        options.view = view
        change(&options)
        var reader = CompanyReader(
            folder: folder,
            zone: options.zone,
            mapping: try map.map { (path) throws(CustomersError) in try Mapping(path: path) } ?? .none,
            surveyScale: options.surveyScale
        )
        var company = try reader.read()
        let rates = try ExchangeRates(folder: folder, zone: options.zone, quality: &company.quality)
        let now = Int64(Date.now.timeIntervalSince1970)
        return try CustomersAnalysis(company, rates: rates, options: options, now: now)
    }
}
