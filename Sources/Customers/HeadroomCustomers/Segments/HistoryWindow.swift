/// The months of a company's history, with the snapshot in their middle.
struct HistoryWindow: Sendable {
    let grid: MonthGrid
    /// Number of months before the snapshot.
    let monthsBefore: Int

    /// Instant that divides the history: customers are described before it, and their value is measured after it.
    var snapshot: Int64 { grid.bounds[monthsBefore] }
    var end: Int64 { grid.end(grid.count - 1) }
    var monthsAfter: Int { grid.count - monthsBefore }

    /// Smallest number of months before and after the snapshot.
    static let fewestMonths = 6

    /// - Parameter bridge: months of the bridge; empty for a company without subscriptions.
    /// - Returns: nil where there are fewer than twice ``fewestMonths``.
    init?(_ company: Company, bridge: MonthGrid, zone: TimeZoneRule, until: Month?, now: Int64) {
        let days = company.purchases.map { Int64($0.day) }.filter { $0 <= zone.day(of: now) }
        func month(_ day: Int64) -> Month {
            let (year, month, _) = CivilDay.date(day)
            return Month(year: year, month: month)
        }
        let firsts = (bridge.count > 0 ? [bridge.first] : []) + (days.min().map { [month($0)] } ?? [])
        let last = bridge.count > 0 ? bridge.month(bridge.count - 1) : until ?? days.max().map(month)
        guard let first = firsts.min(), let last, last.number - first.number + 1 >= 2 * Self.fewestMonths else {
            return nil
        }
        grid = MonthGrid(from: first, through: last, zone: zone)
        monthsBefore = grid.count / 2
    }
}
