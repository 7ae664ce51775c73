/// Sales of a company by month, and by the month of its customers' first purchases.
package struct SalesAnalysis: Sendable {
    package let grid: MonthGrid
    package let months: [SalesMonth]
    /// One for each month.
    package let cohorts: [SalesCohort]
    /// Customers with a purchase, and those with purchases on two days or more.
    package let customers: Int
    package let repeatCustomers: Int
    /// Index of the month of the first purchase of each customer, by index in ``Company/customers``; -1 without one.
    let firstMonths: [Int]
    /// Revenue of each customer in the first 12 months, in minor units.
    let yearRevenue: [Int64]
    /// Last day with a transaction, since 1970-01-01.
    package let lastDay: Int64
    let groups: [SalesGroup]

    /// Months in the revenue of a customer's first year: that of the first purchase, and the 11 that follow.
    static let year = 12

    /// - Parameters:
    ///   - until: last month; nil for that of the last transaction.
    ///   - now: seconds since 1970 in UTC; later transactions do not count.
    /// - Returns: nil without a purchase.
    /// - Throws: ``CustomersError`` where the rate of a currency is missing, or the months are too many.
    package init?(
        _ company: Company,
        base: Currency,
        rates: ExchangeRates,
        zone: TimeZoneRule,
        until: Month?,
        now: Int64
    ) throws(CustomersError) {
        // Months that have not begun have no sales yet.
        let until = until.map { min($0, zone.month(of: now)) }
        let end = until.map { zone.start(of: $0.next) - 1 } ?? now
        groups = try SalesGroup.all(
            company,
            base: base,
            rates: rates,
            zone: zone,
            through: zone.day(of: min(end, now))
        )
        guard groups.contains(where: \.isPurchase), let first = groups.map(\.day).min(),
            let last = groups.map(\.day).max()
        else { return nil }
        lastDay = Int64(last)
        let through = until ?? Self.month(of: last)
        grid = try MonthGrid(reportFrom: Self.month(of: first), through: through, zone: zone)
        var tally = SalesTally(grid, customers: company.customers.count)
        tally.add(groups)
        (months, cohorts) = (tally.months, tally.cohorts)
        (customers, repeatCustomers) = (tally.customers, tally.repeatCustomers)
        (firstMonths, yearRevenue) = (tally.firstMonths, tally.yearRevenue)
    }

    /// Month of a local day.
    static func month(of day: Int32) -> Month {
        let (year, month, _) = CivilDay.date(Int64(day))
        return Month(year: year, month: month)
    }
}

/// Sums of sales over customers.
private struct SalesTally {
    private let first: Month
    private(set) var months: [SalesMonth]
    private(set) var cohorts: [SalesCohort]
    private(set) var customers = 0
    private(set) var repeatCustomers = 0
    private(set) var firstMonths: [Int]
    private(set) var yearRevenue: [Int64]

    init(_ grid: MonthGrid, customers: Int) {
        first = grid.first
        months = (0..<grid.count).map { SalesMonth(month: grid.month($0)) }
        cohorts = (0..<grid.count).map { SalesCohort(month: grid.month($0), months: grid.count - $0) }
        firstMonths = [Int](repeating: -1, count: customers)
        yearRevenue = [Int64](repeating: 0, count: customers)
    }

    /// Adds the groups of all customers, sorted by customer and day.
    mutating func add(_ groups: [SalesGroup]) {
        var start = groups.startIndex
        while start < groups.endIndex {
            let customer = groups[start].customer
            let end = groups[start...].firstIndex { $0.customer != customer } ?? groups.endIndex
            add(groups[start..<end], of: customer)
            start = end
        }
    }

    private mutating func add(_ groups: ArraySlice<SalesGroup>, of customer: Int) {
        let firstDay = groups.first(where: \.isPurchase)?.day
        let joined = firstDay.map(index) ?? -1
        firstMonths[customer] = joined
        var (lastMonth, hasRepeated) = (-1, false)
        for group in groups {
            let month = index(of: group.day)
            months[month].revenue += group.revenue
            months[month].refunds += group.refunds
            months[month].orders += group.orders
            if month == joined { months[month].newRevenue += group.revenue }
            if group.isPurchase, month != lastMonth {
                months[month].customers += 1
                if month == joined { months[month].newCustomers += 1 }
                lastMonth = month
            }
            guard joined >= 0, month >= joined else { continue }
            cohorts[joined].revenue[month - joined] += group.revenue
            if month - joined < SalesAnalysis.year { yearRevenue[customer] += group.revenue }
            if group.isPurchase, group.day != firstDay, !hasRepeated {
                cohorts[joined].second[month - joined] += 1
                hasRepeated = true
            }
        }
        if joined >= 0 {
            cohorts[joined].customers += 1
            customers += 1
        }
        if hasRepeated { repeatCustomers += 1 }
    }

    private func index(of day: Int32) -> Int { SalesAnalysis.month(of: day).number - first.number }
}
