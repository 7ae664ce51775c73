/// Payments of each customer in minor units of one currency: subscriptions and purchases.
package struct CustomerPayments: Sendable {
    struct Purchase: Sendable {
        /// Start of the local day.
        var time: Int64
        var amount: Int64
    }

    let revenue: RecurringRevenue
    /// Purchases of all customers, sorted by customer and time.
    private let purchases: [Purchase]
    /// Index of the first purchase of each customer, followed by the number of purchases.
    private let begins: [Int]

    /// Purchases in a currency without a rate are left out.
    package init(_ company: Company, _ revenue: RecurringRevenue, rates: ExchangeRates, zone: TimeZoneRule) {
        self.revenue = revenue
        var purchases: [Purchase] = []
        purchases.reserveCapacity(company.purchases.count)
        var begins = [Int](repeating: 0, count: company.customers.count + 1)
        for purchase in company.purchases {
            let currency = company.currencies[Int(purchase.currency)]
            let time = zone.instant(day: Int64(purchase.day), second: 0)
            guard let amount = rates.convert(purchase.amount, currency, to: revenue.base, at: time) else { continue }
            purchases.append(Purchase(time: time, amount: amount))
            begins[Int(purchase.customer) + 1] += 1
        }
        for index in begins.indices.dropFirst() { begins[index] += begins[index - 1] }
        (self.purchases, self.begins) = (purchases, begins)
    }

    /// A customer's subscriptions, sorted by start.
    func subscriptions(of customer: Int) -> RecurringRevenue.Items { revenue[customer] }

    /// A customer's purchases, sorted by time.
    func purchases(of customer: Int) -> ArraySlice<Purchase> { purchases[begins[customer]..<begins[customer + 1]] }

    /// A customer's purchases before an instant.
    func purchases(of customer: Int, before instant: Int64) -> ArraySlice<Purchase> {
        purchases(of: customer).prefix { $0.time < instant }
    }

    /// Instant of the first payment; nil for a customer without payments.
    func firstPayment(of customer: Int) -> Int64? {
        let (start, purchase) = (subscriptions(of: customer).first?.start, purchases(of: customer).first?.time)
        return start.map { min($0, purchase ?? $0) } ?? purchase
    }

    /// Recurring revenue at the last instant before `instant`.
    func revenue(of customer: Int, before instant: Int64) -> Int64 {
        active(customer, before: instant).reduce(0) { $0 + $1.monthly }
    }

    /// Subscriptions at the last instant before `instant`.
    func active(_ customer: Int, before instant: Int64) -> some Sequence<RecurringRevenue.Item> {
        subscriptions(of: customer).lazy.filter { $0.start < instant && $0.end >= instant }
    }

    /// Sum of the recurring revenue at the end of each month of a range, and of the purchases in them.
    func value(of customer: Int, _ grid: MonthGrid, months: Range<Int>) -> Int64 {
        var sum: Int64 = 0
        for item in subscriptions(of: customer) {
            let active = grid.activeAtEnd(start: item.start, end: item.end).clamped(to: months)
            sum += item.monthly * Int64(active.count)
        }
        let (from, to) = (grid.bounds[months.lowerBound], grid.bounds[months.upperBound])
        for purchase in purchases(of: customer) where (from..<to).contains(purchase.time) { sum += purchase.amount }
        return sum
    }
}
