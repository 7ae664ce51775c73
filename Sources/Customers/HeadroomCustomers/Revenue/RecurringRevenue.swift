/// The subscriptions of a company by customer, with their monthly revenue in one currency.
///
/// Each subscription is converted at the rate of its first paid day, so that later changes of rates do not change the
/// revenue.
package struct RecurringRevenue: Sendable {
    package struct Item: Sendable {
        package var start: Int64
        package var end: Int64
        /// In minor units of the base currency.
        package var monthly: Int64
        /// Row number in subscriptions.csv.
        package var row: Int32
    }

    package let base: Currency
    /// Items of all customers, sorted by customer.
    private let items: [Item]
    /// Monthly amount of each item in its own currency; empty unless kept.
    let originals: [(amount: Int64, currency: UInt8)]
    /// Index of the first item of each customer, followed by the number of items.
    private let begins: [Int]

    package var customerCount: Int { begins.count - 1 }

    package subscript(customer: Int) -> ArraySlice<Item> { items[begins[customer]..<begins[customer + 1]] }

    /// - Parameters:
    ///   - zone: time zone of the dates in an error.
    ///   - keepsAmounts: whether the amounts in their own currencies are kept, for ``MonthEndValuation``.
    /// - Throws: ``CustomersError`` where the rate of a currency is missing.
    package init(
        _ company: Company,
        base: Currency,
        rates: ExchangeRates,
        zone: TimeZoneRule = .utc,
        keepsAmounts: Bool = false
    ) throws(CustomersError) {
        self.base = base
        var counts = [Int](repeating: 0, count: company.customers.count + 1)
        for subscription in company.subscriptions { counts[Int(subscription.customer) + 1] += 1 }
        for index in counts.indices.dropFirst() { counts[index] += counts[index - 1] }
        begins = counts
        // First paid instant of each currency without rates.
        var missing: [Currency: Int64] = [:]
        var items = [Item](
            repeating: Item(start: 0, end: 0, monthly: 0, row: 0),
            count: company.subscriptions.count
        )
        var originals = [(amount: Int64, currency: UInt8)](repeating: (0, 0), count: keepsAmounts ? items.count : 0)
        for subscription in company.subscriptions {
            let currency = company.currencies[Int(subscription.currency)]
            let place = counts[Int(subscription.customer)]
            counts[Int(subscription.customer)] += 1
            if keepsAmounts { originals[place] = (subscription.monthly, subscription.currency) }
            guard let monthly = rates.convert(subscription.monthly, currency, to: base, at: subscription.start) else {
                missing[currency] = min(missing[currency] ?? .max, subscription.start)
                continue
            }
            items[place] = Item(
                start: subscription.start,
                end: subscription.end,
                monthly: monthly,
                row: subscription.row
            )
        }
        guard missing.isEmpty else {
            let codes = missing.sorted { $0.key.code < $1.key.code }
                .map { "\($0.key.code) (from \(CivilDay.text(zone.day(of: $0.value))) on)" }.joined(separator: ", ")
            throw CustomersError(
                "there are amounts in \(codes), and no rates for \(missing.count == 1 ? "it" : "them") in \(base.code)",
                hint: rates.hint(base: base)
            )
        }
        self.items = items
        self.originals = originals
    }
}
