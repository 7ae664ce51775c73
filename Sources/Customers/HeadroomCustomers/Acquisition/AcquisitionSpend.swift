/// Spend on acquisition by month and channel, in minor units of one currency.
package struct AcquisitionSpend: Sendable {
    package struct Row: Sendable {
        /// Index of the month in the grid; out of range for spend outside the months of the grid.
        package var month: Int
        package var channel: String
        package var amount: Int64
        /// Whether it is spend other than advertising.
        package var isOverhead: Bool
    }

    package let rows: [Row]

    /// Channel names of spend other than advertising.
    package static let usualOverhead: Set<String> = ["other", "overhead", "tools", "salaries", "agency"]

    /// - Parameters:
    ///   - lag: months between spend and the first payments that it is compared with.
    ///   - overhead: channel names of spend other than advertising.
    /// - Throws: ``CustomersError`` where the rate of a currency is missing.
    package init(
        _ company: Company,
        base: Currency,
        grid: MonthGrid,
        rates: ExchangeRates,
        lag: Int = 0,
        overhead: Set<String> = usualOverhead
    ) throws(CustomersError) {
        rows = try company.spend.map { (spend) throws(CustomersError) in
            let currency = company.currencies[Int(spend.currency)]
            guard let amount = rates.convert(spend.amount, currency, to: base, at: spend.time) else {
                throw rates.missing(currency, base: base, what: "advertising costs")
            }
            return Row(
                month: grid.index(of: spend.time) + lag,
                channel: spend.channel,
                amount: amount,
                isOverhead: overhead.contains(spend.channel.lowercased())
            )
        }
    }
}
