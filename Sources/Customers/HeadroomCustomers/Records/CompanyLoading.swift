extension Company {
    /// Reads a folder with its exchange rates, and the currency that its revenue is in.
    ///
    /// - Parameter currency: the currency to convert to; nil for the only one of the amounts.
    /// - Throws: ``CustomersError`` where the folder cannot be read, or has amounts in several currencies.
    package static func load(
        folder: String,
        zone: TimeZoneRule,
        currency: Currency? = nil
    ) throws(CustomersError) -> (company: Company, base: Currency, rates: ExchangeRates) {
        var reader = CompanyReader(folder: folder, zone: zone)
        var company = try reader.read()
        let rates = try ExchangeRates(folder: folder, zone: zone, quality: &company.quality)
        let places =
            company.subscriptions.isEmpty
            ? Set(company.purchases.map(\.currency)) : Set(company.subscriptions.map(\.currency))
        let used = places.map { company.currencies[Int($0)] }
        guard let base = currency ?? (used.count == 1 ? used[0] : nil) else {
            throw used.isEmpty
                ? CustomersError("\(folder) has no usable subscriptions or transactions")
                : CustomersError(
                    "the amounts of \(folder) are in \(used.map(\.code).sorted().joined(separator: ", "))",
                    hint: "name one with --currency, and put rates.csv (date, currency, rate) into the folder"
                )
        }
        return (company, base, rates)
    }
}
