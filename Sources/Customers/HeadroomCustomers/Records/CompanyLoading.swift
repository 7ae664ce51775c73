extension Company {
    /// Reads files with their exchange rates, and the currency that its revenue is in.
    ///
    /// - Parameter currency: the currency to convert to; nil for the only one of the amounts.
    /// - Throws: ``CustomersError`` where a file cannot be read, or has amounts in several currencies.
    package static func load(
        _ files: CompanyFiles,
        zone: TimeZoneRule,
        currency: Currency? = nil
    ) throws(CustomersError) -> (company: Company, base: Currency, rates: ExchangeRates) {
        var reader = CompanyReader(files, zone: zone)
        var company = try reader.read()
        let rates = try ExchangeRates(
            folder: files.folder,
            mapping: files.mapping,
            zone: zone,
            quality: &company.quality
        )
        let places =
            company.subscriptions.isEmpty
            ? Set(company.purchases.map(\.currency)) : Set(company.subscriptions.map(\.currency))
        let used = places.map { company.currencies[Int($0)] }
        guard let base = currency ?? (used.count == 1 ? used[0] : nil) else {
            throw used.isEmpty
                ? CustomersError("there are no usable subscriptions or transactions")
                : CustomersError(
                    "the amounts are in \(used.map(\.code).sorted().joined(separator: ", "))",
                    hint: "name one with --currency, and put rates.csv (date, currency, rate) into the folder"
                )
        }
        return (company, base, rates)
    }
}
