/// Exchange rates of the amounts in other currencies.
package enum ExchangeMode: String, Codable, Sendable, CaseIterable {
    /// Each subscription at the rate of its first paid day.
    case fixed
    /// All subscriptions at the rate of each month's end.
    case monthEnd = "month-end"
}

/// Values of subscriptions at the rates of the ends of months.
///
/// Instants are numbered as ``MonthGrid/bounds``: instant k is the end of the month before month k, and so the start of
/// month k.
package struct MonthEndValuation: Sendable {
    private let revenue: RecurringRevenue
    /// Value of one minor unit of each currency in major units of the base, by instant; empty for the base.
    private let factors: [[Fraction]]
    /// Row numbers in rates.csv of rates that are used at a month's end more than ``longestAge`` later.
    let oldRates: Set<Int>

    /// Age above which a rate is old, in seconds: the longest month.
    private static let longestAge: Int64 = 31 * 86_400

    /// - Throws: ``CustomersError`` where a rate is missing.
    init(
        _ company: Company,
        _ revenue: RecurringRevenue,
        grid: MonthGrid,
        rates: ExchangeRates
    ) throws(CustomersError) {
        self.revenue = revenue
        let base = revenue.base
        var needs = company.currencies.map { _ in [Need](repeating: .none, count: grid.count + 1) }
        for customer in 0..<revenue.customerCount {
            let items = revenue[customer]
            for (index, item) in zip(items.indices, items) {
                let currency = revenue.original(index).currency
                let first = max(0, grid.index(of: item.start))
                guard first < grid.count, company.currencies[currency] != base else { continue }
                needs[currency][first].isStart = true
                for month in grid.activeAtEnd(start: item.start, end: item.end) {
                    needs[currency][month + 1].isEnd = true
                }
            }
        }
        var factors: [[Fraction]] = []
        var old: Set<Int> = []
        var missing: [(time: Int64, currency: Currency)] = []
        for (currency, needs) in zip(company.currencies, needs) {
            var own: [Fraction] = []
            for (instant, need) in needs.enumerated() where currency != base {
                let end = grid.bounds[instant] - 1
                let latest = rates.rate(of: currency, at: end)
                if let latest, need.isEnd, end - latest.from > Self.longestAge { old.insert(latest.row) }
                var rate = latest?.rate
                if rate == nil, need.isEnd { missing.append((end, currency)) }
                if rate == nil, need.isStart, instant < grid.count {
                    // The first rate may lie in the same month as the first amount.
                    let monthEnd = grid.end(instant) - 1
                    rate = rates.first(of: currency, through: monthEnd)
                    if rate == nil { missing.append((monthEnd, currency)) }
                }
                own.append(
                    Fraction(rate ?? DecimalNumber(mantissa: 0)).multiplied(
                        by: Fraction(numerator: 1, denominator: Int128(currency.scale))
                    ) ?? Fraction(numerator: 0)
                )
            }
            factors.append(own)
        }
        self.factors = factors
        oldRates = old
        if let first = missing.min(by: { ($0.time, $0.currency.code) < ($1.time, $1.currency.code) }) {
            let day = CivilDay.text(grid.zoneDay(of: first.time))
            let known = rates.firstTime(of: first.currency).map {
                "; the first is of \(CivilDay.text(grid.zoneDay(of: $0)))"
            }
            throw CustomersError(
                "there is no rate for \(first.currency.code) in \(base.code) on \(day)\(known ?? "")",
                hint:
                    "rates.csv (date, currency, rate) needs a rate on or before the end of each month with amounts in the "
                    + "currency; --exchange fixed uses the rate of each subscription's first paid day"
                    + (rates.problems.isEmpty ? "" : "\n\(rates.hint(base: base))")
            )
        }
    }

    /// Instants at which a currency has amounts.
    private struct Need {
        /// At the end of the month before.
        var isEnd: Bool
        /// From within the month that begins.
        var isStart: Bool

        static let none = Need(isEnd: false, isStart: false)
    }

    /// Value of an item in minor units of the base currency, rounded half to even.
    func value(_ item: Int, at instant: Int) -> Int64 {
        let (amount, currency) = revenue.original(item)
        let factors = factors[currency]
        guard !factors.isEmpty else { return amount }
        return Fraction(numerator: Int128(amount)).multiplied(by: factors[instant])?
            .rounded(digits: revenue.base.digits) ?? 0
    }
}
