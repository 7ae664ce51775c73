/// Payback of the customers whose first payment is in one month: their gross profit compared with their acquisition cost.
///
/// The cost is the total spend of the month (of an earlier one with a lag). The gross profit of a month is the recurring
/// revenue at its end, or the sales of the month, times the gross margin; the month of the first payment counts.
package struct CohortPayback: Equatable, Sendable {
    package let month: Month
    package let customers: Int
    /// Total spend, in minor units.
    package let spend: Int64
    /// Cumulative gross profit through each month since the first, in minor units; without future months.
    package let profit: [Double]

    /// Number of months after which the gross profit covers the spend; nil where it does not yet, and without
    /// customers.
    package var months: Int? {
        guard customers > 0, spend >= 0 else { return nil }
        return spend == 0 ? 0 : profit.firstIndex { $0 >= Double(spend) }.map { $0 + 1 }
    }

    /// Spend per customer, in minor units; nil without customers.
    package var cost: Int64? { AcquisitionCost.cost(spend, customers) }

    /// Cumulative gross profit divided by the spend; nil without spend.
    package var recovered: [Double]? { spend > 0 ? profit.map { $0 / Double(spend) } : nil }

    /// The cohorts of all months from the first to the last with spend.
    package static func cohorts(
        _ revenue: RecurringRevenue,
        grid: MonthGrid,
        spend: AcquisitionSpend,
        grossMargin: Double
    ) -> [CohortPayback] {
        var customers = [Int](repeating: 0, count: grid.count)
        // Recurring revenue of each cohort at the end of each month from the first on.
        var ends = (0..<grid.count).map { [Int64](repeating: 0, count: grid.count - $0) }
        for customer in 0..<revenue.customerCount {
            let items = revenue[customer]
            guard let cohort = (items.first?.start).map(grid.index(of:)), ends.indices.contains(cohort)
            else { continue }
            customers[cohort] += 1
            for item in items {
                for month in grid.activeAtEnd(start: item.start, end: item.end) {
                    ends[cohort][month - cohort] += item.monthly
                }
            }
        }
        return cohorts(customers: customers, revenue: ends, grid: grid, spend: spend, grossMargin: grossMargin)
    }

    /// - Parameters:
    ///   - customers: number of customers of each cohort, a cohort for each month of the grid.
    ///   - revenue: revenue of each cohort in each month from the first on, in minor units.
    static func cohorts(
        customers: [Int],
        revenue: [[Int64]],
        grid: MonthGrid,
        spend: AcquisitionSpend,
        grossMargin: Double
    ) -> [CohortPayback] {
        let rows = spend.rows.filter { (0..<grid.count).contains($0.month) }
        guard let first = rows.map(\.month).min(), let last = rows.map(\.month).max() else { return [] }
        var totals = [Int64](repeating: 0, count: grid.count)
        for row in rows { totals[row.month] += row.amount }
        return (first...last).map { cohort in
            var profit: [Double] = []
            for amount in revenue[cohort] { profit.append((profit.last ?? 0) + Double(amount) * grossMargin) }
            return CohortPayback(
                month: grid.month(cohort),
                customers: customers[cohort],
                spend: totals[cohort],
                profit: profit
            )
        }
    }
}
