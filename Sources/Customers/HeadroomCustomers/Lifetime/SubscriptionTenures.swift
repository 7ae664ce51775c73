/// Uninterrupted tenures of subscription customers, in months.
package struct SubscriptionTenures: Sendable {
    /// From the first month with revenue at its end to the first one without; later months are not counted.
    package let tenures: ShiftedBetaGeometric.Tenures
    /// Customers who pay at the end of the last month, by the length of their current uninterrupted tenure, with their
    /// recurring revenue in minor units.
    package let paying: [(tenure: Int, customers: Int, monthly: Int64)]

    package init(_ revenue: RecurringRevenue, grid: MonthGrid) {
        var tenures = ShiftedBetaGeometric.Tenures(
            lost: [Double](repeating: 0, count: grid.count),
            staying: [Double](repeating: 0, count: grid.count)
        )
        var paying = [(customers: Int, monthly: Int64)](repeating: (0, 0), count: grid.count)
        var ends = [Int64](repeating: 0, count: grid.count)
        for customer in 0..<revenue.customerCount {
            for index in ends.indices { ends[index] = 0 }
            for item in revenue[customer] {
                for index in grid.activeAtEnd(start: item.start, end: item.end) { ends[index] += item.monthly }
            }
            guard let first = ends.firstIndex(where: { $0 > 0 }) else { continue }
            if let gap = ends[first...].firstIndex(of: 0) {
                tenures.lost[gap - first] += 1
            } else {
                tenures.staying[grid.count - 1 - first] += 1
            }
            guard let monthly = ends.last, monthly > 0 else { continue }
            let run = ends.count - 1 - (ends.lastIndex(of: 0) ?? -1) - 1
            paying[run].customers += 1
            paying[run].monthly += monthly
        }
        self.tenures = tenures
        self.paying = paying.enumerated().filter { $0.element.customers > 0 }.map {
            ($0.offset, $0.element.customers, $0.element.monthly)
        }
    }
}
