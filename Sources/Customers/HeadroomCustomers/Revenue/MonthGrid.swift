/// Consecutive months, with the instants at which they begin and end.
package struct MonthGrid: Sendable {
    package let first: Month
    package let count: Int
    /// Starts of all months, followed by the end of the last one.
    package let bounds: [Int64]
    private let zone: TimeZoneRule

    package init(from first: Month, through last: Month, zone: TimeZoneRule) {
        self.first = first
        self.zone = zone
        count = max(0, last.number - first.number + 1)
        bounds = (0...count).map { zone.start(of: Month(number: first.number + $0)) }
    }

    /// A grid without months.
    package static func empty(zone: TimeZoneRule) -> MonthGrid {
        MonthGrid(from: Month(number: 1), through: Month(number: 0), zone: zone)
    }

    package func month(_ index: Int) -> Month { Month(number: first.number + index) }
    /// Local day that contains an instant, in days since 1970-01-01.
    func zoneDay(of instant: Int64) -> Int64 { zone.day(of: instant) }
    package func end(_ index: Int) -> Int64 { bounds[index + 1] }

    /// Index of the month that contains an instant; below 0 or ``count`` outside the grid.
    package func index(of instant: Int64) -> Int {
        // Finds the last bound that is not after the instant.
        var (low, high) = (0, bounds.count)
        while low < high {
            let middle = (low + high) / 2
            if bounds[middle] <= instant { low = middle + 1 } else { high = middle }
        }
        return low - 1
    }

    /// Range of the months at whose last instant an interval is active.
    package func activeAtEnd(start: Int64, end: Int64) -> Range<Int> {
        // Active at the end of month k where start < bounds[k + 1] <= end.
        let first = max(0, index(of: start))
        let behind = end == .max ? count : min(count, index(of: end))
        return first..<max(first, behind)
    }
}
