/// The purchases of a company as input of the lifetime value models, in days and major units of one currency.
package struct PurchaseRecord: Sendable {
    /// Grouped by repeats, recency and age.
    package let histories: [PurchaseHistory]
    /// Customers with a repeat purchase.
    package let observations: [GammaGamma.Observation]
    /// The last day of the data, since 1970-01-01; nil without a purchase.
    package let lastDay: Int?

    /// The data end on the day of the last purchase, or at the end of the report's last month if that is earlier.
    ///
    /// - Parameter through: the last day that counts.
    /// - Throws: ``CustomersError`` where the rate of a currency is missing.
    package init(
        _ company: Company,
        base: Currency,
        rates: ExchangeRates,
        zone: TimeZoneRule,
        through: Int
    ) throws(CustomersError) {
        // Purchases are sorted by customer and day.
        let purchases = company.purchases.filter { Int($0.day) <= through }
        let last = purchases.isEmpty ? nil : company.purchases.map { Int($0.day) }.max().map { min($0, through) }
        lastDay = last
        var (histories, observations): ([PurchaseHistory], [GammaGamma.Observation]) = ([], [])
        var start = purchases.startIndex
        while start < purchases.endIndex, let last {
            let first = purchases[start]
            var (end, day, days, amount) = (start, first.day, 0, Int64(0))
            while end < purchases.endIndex, purchases[end].customer == first.customer {
                let purchase = purchases[end]
                if purchase.day != day { (day, days) = (purchase.day, days + 1) }
                if days > 0 { amount += try Self.convert(purchase, company, base, rates, zone) }
                end += 1
            }
            let mean = days > 0 ? Double(amount) / Double(base.scale) / Double(days) : 0
            histories.append(
                PurchaseHistory(
                    repeats: days,
                    recency: Double(day - first.day),
                    age: Double(last - Int(first.day)),
                    sumOfMeanValues: mean
                )
            )
            // Conversion can round a small amount to 0.
            if days > 0, mean > 0 { observations.append(GammaGamma.Observation(repeats: days, meanValue: mean)) }
            start = end
        }
        self.histories = PurchaseHistory.grouped(histories)
        self.observations = observations
    }

    private static func convert(
        _ purchase: Purchase,
        _ company: Company,
        _ base: Currency,
        _ rates: ExchangeRates,
        _ zone: TimeZoneRule
    ) throws(CustomersError) -> Int64 {
        let currency = company.currencies[Int(purchase.currency)]
        let time = currency == base ? 0 : zone.instant(day: Int64(purchase.day), second: 0)
        guard let amount = rates.convert(purchase.amount, currency, to: base, at: time) else {
            throw rates.missing(currency, base: base, what: "purchases")
        }
        return amount
    }
}
