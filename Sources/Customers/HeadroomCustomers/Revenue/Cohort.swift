/// The customers whose first payment was in one month, with their later payments.
package struct Cohort: Equatable, Sendable {
    package let month: Month
    package private(set) var customers = 0
    /// Customers who pay at the end of each month, from the first one on.
    package private(set) var active: [Int]
    /// Recurring revenue of the cohort at the end of each month, in minor units.
    package private(set) var revenue: [Int64]

    init(month: Month, months: Int) {
        self.month = month
        active = [Int](repeating: 0, count: months)
        revenue = [Int64](repeating: 0, count: months)
    }

    mutating func add(_ ends: ArraySlice<Int64>) {
        customers += 1
        for (index, end) in ends.enumerated() where end > 0 {
            active[index] += 1
            revenue[index] += end
        }
    }

    /// Share of the cohort that pays at the end of each month, without future months.
    package var logoRetention: [Double] {
        customers == 0 ? [] : active.map { Double($0) / Double(customers) }
    }

    /// Revenue at the end of each month divided by that at the end of the first one; nil where that was 0.
    package var revenueRetention: [Double?] {
        guard let first = revenue.first, first > 0 else { return revenue.map { _ in nil } }
        return revenue.map { Double($0) / Double(first) }
    }
}
