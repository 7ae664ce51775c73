/// Share of customers lost in a month, by the definitions of vendors.
///
/// The definitions differ for a growing company: customers who joined within the month can also be lost, and are not
/// among those at its start.
package struct ChurnRates: Equatable, Sendable {
    /// ChartMogul's standard rate: customers at the start of the month who pay nothing at its end, divided by customers
    /// at its start.
    package var standard: Double?
    /// Stripe's rate: customers who stopped paying in the last 30 days of the month, divided by those who paid at the
    /// start of these days plus those who began within them.
    package var stripe: Double?
    /// Shopify's rate: the sum over the days of the month of customers who stopped paying that day divided by those at
    /// its start.
    package var daily: Double?
}

/// Daily counts of customers who begin and stop paying.
struct CustomerFlow {
    private let grid: MonthGrid
    /// Starts of the days of all months, followed by the end of the last day.
    private let bounds: [Int64]
    private var began: [Int]
    private var stopped: [Int]
    /// Customers who pay just before the first day.
    private var before = 0

    private static let stripeDays = 30

    init(grid: MonthGrid, zone: TimeZoneRule) {
        self.grid = grid
        let first = CivilDay.number(year: grid.first.year, month: grid.first.month, day: 1)
        let last = grid.month(grid.count)
        let end = CivilDay.number(year: last.year, month: last.month, day: 1)
        bounds = (first...end).map { zone.instant(day: $0, second: 0) }
        began = [Int](repeating: 0, count: bounds.count - 1)
        stopped = began
    }

    mutating func add(_ history: CustomerHistory) {
        if history.start > 0 { before += 1 }
        for event in history.events where bounds[0]..<bounds[bounds.count - 1] ~= event.at {
            let day = bounds.partitioningIndex { $0 > event.at } - 1
            if event.before == 0 { began[day] += 1 } else if event.after == 0 { stopped[day] += 1 }
        }
    }

    /// The rates of each month, without the standard one.
    func rates() -> [ChurnRates] {
        // Customers who pay at the start of each day.
        var active = [before]
        for day in began.indices { active.append(active[day] + began[day] - stopped[day]) }
        return (0..<grid.count).map { month in
            let first = bounds.partitioningIndex { $0 >= grid.bounds[month] }
            let end = bounds.partitioningIndex { $0 >= grid.end(month) }
            let start = max(0, end - Self.stripeDays)
            let atRisk = active[start] + began[start..<end].reduce(0, +)
            let lost = stopped[start..<end].reduce(0, +)
            let days = (first..<end).filter { active[$0] > 0 }
            return ChurnRates(
                standard: nil,
                stripe: atRisk > 0 ? Double(lost) / Double(atRisk) : nil,
                daily: days.isEmpty ? nil : days.reduce(0) { $0 + Double(stopped[$1]) / Double(active[$1]) }
            )
        }
    }
}

extension [Int64] {
    /// First index from which on the condition holds for all elements.
    fileprivate func partitioningIndex(where holds: (Int64) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
