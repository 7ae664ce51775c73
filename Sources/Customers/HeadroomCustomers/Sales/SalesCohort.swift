/// The customers whose first purchase is in one month, with their later purchases.
package struct SalesCohort: Equatable, Sendable {
    package let month: Month
    package var customers = 0
    /// Customers with their second day of purchase in each month since the first.
    package var second: [Int]
    /// Revenue of each month since the first, in minor units.
    package var revenue: [Int64]

    /// - Parameter months: number of months from the first to the last of the report.
    init(month: Month, months: Int) {
        self.month = month
        second = [Int](repeating: 0, count: months)
        revenue = [Int64](repeating: 0, count: months)
    }

    /// Share of the cohort that has bought on another day by the end of each month.
    package var boughtAgain: [Double] {
        var sum = 0
        return second.map { count in
            sum += count
            return Double(sum) / Double(max(1, customers))
        }
    }

    /// Revenue of a customer from the first purchase through each month, in minor units, rounded half to even.
    package var revenuePerCustomer: [Int64] {
        var sum: Int64 = 0
        return revenue.map { amount in
            sum += amount
            return SalesMonth.mean(sum, max(1, customers)) ?? 0
        }
    }
}
