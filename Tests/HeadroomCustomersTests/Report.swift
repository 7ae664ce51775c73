import FoundationEssentials
import HeadroomCustomers
import TestSupport

/// Report on files given as text.
func report(
    _ files: [String: String],
    until: String? = "2025-06",
    _ change: (inout CustomersAnalysis.Options) -> Void = { _ in }
) throws -> CustomersDocument {
    let folder = try Folder()
    defer { folder.remove() }
    for (name, text) in files { try folder.write(Array(text.utf8), name) }
    return try report(folder: folder.path, until: until, change)
}

func report(
    folder: String,
    until: String?,
    _ change: (inout CustomersAnalysis.Options) -> Void = { _ in }
) throws -> CustomersDocument {
    try analysis(folder: folder, until: until, change).document
}

/// Analysis of a folder.
func analysis(
    folder: String,
    until: String?,
    _ change: (inout CustomersAnalysis.Options) -> Void = { _ in }
) throws -> CustomersAnalysis {
    var options = CustomersAnalysis.Options()
    options.until = until.flatMap { Month($0) }
    change(&options)
    var reader = CompanyReader(folder: folder, zone: options.zone, surveyScale: options.surveyScale)
    var company = try reader.read()
    let rates = try ExchangeRates(folder: folder, zone: options.zone, quality: &company.quality)
    return try CustomersAnalysis(company, rates: rates, options: options, now: 1_790_000_000)
}

/// Text of subscriptions.csv with these rows, without the optional columns.
func subscriptions(_ rows: String...) -> String {
    (["subscription_id,customer_id,amount,currency,interval,start,end"] + rows).joined(separator: "\n") + "\n"
}
