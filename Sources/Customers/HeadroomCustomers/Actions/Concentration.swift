/// Dependence of recurring revenue on few customers, at the end of the last month.
package struct Concentration: Codable, Equatable, Sendable {
    /// Share of the largest customer in recurring revenue.
    package var largest: Double
    /// Share of the ten largest customers.
    package var topTen: Double

    /// - Returns: nil without recurring revenue at the end of the last month.
    init?(_ revenue: RecurringRevenue, grid: MonthGrid) {
        guard grid.count > 0 else { return nil }
        let end = grid.end(grid.count - 1)
        let amounts = (0..<revenue.customerCount).map { customer in
            revenue[customer].reduce(Int64(0)) { $0 + ($1.start < end && end <= $1.end ? $1.monthly : 0) }
        }
        let total = amounts.reduce(0, +)
        guard total > 0 else { return nil }
        let top = amounts.sorted(by: >).prefix(10)
        largest = Double(top.first ?? 0) / Double(total)
        topTen = Double(top.reduce(0, +)) / Double(total)
    }
}
