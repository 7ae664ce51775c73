/// Transactions of a customer on one day in one currency, in minor units of the report's currency.
struct SalesGroup {
    let customer: Int
    /// Days since 1970-01-01.
    let day: Int32
    /// Indices in ``Company/transactions``.
    let rows: Range<Int>
    /// Value less refunds.
    let revenue: Int64
    let refunds: Int64
    /// Rows with an amount above 0; 0 where the refunds of the day are as large.
    let orders: Int

    var isPurchase: Bool { orders > 0 }

    /// The groups of a company through a day, sorted by customer and day.
    ///
    /// - Throws: ``CustomersError`` where the rate of a currency is missing.
    static func all(
        _ company: Company,
        base: Currency,
        rates: ExchangeRates,
        zone: TimeZoneRule,
        through lastDay: Int64
    ) throws(CustomersError) -> [SalesGroup] {
        var groups: [SalesGroup] = []
        var start = company.transactions.startIndex
        while start < company.transactions.endIndex {
            let rows = Transaction.group(in: company.transactions, from: start)
            start = rows.upperBound
            guard Int64(company.transactions[rows.lowerBound].day) <= lastDay else { continue }
            groups.append(try SalesGroup(company, rows, base, rates, zone))
        }
        return groups
    }

    private init(
        _ company: Company,
        _ rows: Range<Int>,
        _ base: Currency,
        _ rates: ExchangeRates,
        _ zone: TimeZoneRule
    ) throws(CustomersError) {
        let group = company.transactions[rows]
        let first = company.transactions[rows.lowerBound]
        (customer, day, self.rows) = (Int(first.customer), first.day, rows)
        let currency = company.currencies[Int(first.currency)]
        let time = currency == base ? 0 : zone.instant(day: Int64(first.day), second: 0)
        var (revenue, refunds): (Int64, Int64) = (0, 0)
        for row in group {
            let back = row.refunded + max(0, -row.amount)
            guard let amount = rates.convert(row.amount, currency, to: base, at: time),
                let refund = rates.convert(back, currency, to: base, at: time)
            else { throw rates.missing(currency, base: base, what: "purchases") }
            revenue += amount
            refunds += refund
        }
        (self.revenue, self.refunds) = (revenue, refunds)
        let isBought = group.reduce(0) { $0 &+ $1.amount } > 0
        orders = isBought ? group.count { $0.amount > 0 } : 0
    }
}
