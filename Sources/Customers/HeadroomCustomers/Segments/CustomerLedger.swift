/// Payments of each customer in minor units of one currency: subscriptions and purchases, in the order of time.
struct CustomerLedger: Sendable {
    struct Subscription: Sendable {
        var start: Int64
        var end: Int64
        var monthly: Int64
        var plan: Int32
        var interval: BillingInterval
    }

    struct Purchase: Sendable {
        /// Start of the local day.
        var time: Int64
        var amount: Int64
    }

    private(set) var subscriptions: [[Subscription]]
    private(set) var purchases: [[Purchase]]

    /// Amounts in a currency without a rate are left out; the analysis of revenue fails for them.
    init(_ company: Company, base: Currency, rates: ExchangeRates, zone: TimeZoneRule) {
        subscriptions = Array(repeating: [], count: company.customers.count)
        purchases = subscriptions.map { _ in [] }
        for item in company.subscriptions {
            let currency = company.currencies[Int(item.currency)]
            guard let monthly = rates.convert(item.monthly, currency, to: base, at: item.start) else { continue }
            subscriptions[Int(item.customer)].append(
                Subscription(
                    start: item.start,
                    end: item.end,
                    monthly: monthly,
                    plan: item.plan,
                    interval: item.interval
                )
            )
        }
        for purchase in company.purchases {
            let currency = company.currencies[Int(purchase.currency)]
            let time = zone.instant(day: Int64(purchase.day), second: 0)
            guard let amount = rates.convert(purchase.amount, currency, to: base, at: time) else { continue }
            purchases[Int(purchase.customer)].append(Purchase(time: time, amount: amount))
        }
        for index in subscriptions.indices where subscriptions[index].count > 1 {
            // Rows that start together are sorted by their values, so that their order in the file has no effect.
            subscriptions[index].sort {
                ($0.start, $0.end, $0.monthly, $0.plan) < ($1.start, $1.end, $1.monthly, $1.plan)
            }
        }
    }

    var count: Int { subscriptions.count }

    /// Instant of the first payment; nil for a customer without payments.
    func firstPayment(of customer: Int) -> Int64? {
        [subscriptions[customer].first?.start, purchases[customer].map(\.time).min()].compactMap(\.self).min()
    }

    /// Recurring revenue at the last instant before `instant`.
    func revenue(of customer: Int, before instant: Int64) -> Int64 {
        active(customer, before: instant).reduce(0) { $0 + $1.monthly }
    }

    func active(_ customer: Int, before instant: Int64) -> [Subscription] {
        subscriptions[customer].filter { $0.start < instant && $0.end >= instant }
    }

    /// Sum of the recurring revenue at the end of each month of a range, and of the purchases in them.
    func value(of customer: Int, _ grid: MonthGrid, months: Range<Int>) -> Int64 {
        var sum: Int64 = 0
        for item in subscriptions[customer] {
            let active = grid.activeAtEnd(start: item.start, end: item.end).clamped(to: months)
            sum += item.monthly * Int64(active.count)
        }
        let (from, to) = (grid.bounds[months.lowerBound], grid.bounds[months.upperBound])
        for purchase in purchases[customer] where (from..<to).contains(purchase.time) { sum += purchase.amount }
        return sum
    }
}
