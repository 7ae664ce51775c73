/// Consecutive weeks from Monday to Sunday in a time zone.
package struct WeekGrid: Sendable {
    /// The starts of all weeks, and the end of the last one.
    package let bounds: [Int64]

    var count: Int { bounds.count - 1 }

    /// - Parameters:
    ///   - first: an instant in the first week.
    ///   - last: an instant in the last week.
    package init(from first: Int64, through last: Int64, zone: TimeZoneRule) {
        // 1970-01-01 was a Thursday, so day 4 was a Monday.
        var monday = ((first / 86_400 - 1 - 4).dividedDown(by: 7)) * 7 + 4
        while zone.instant(day: monday + 7, second: 0) <= first { monday += 7 }
        var bounds = [zone.instant(day: monday, second: 0)]
        while let end = bounds.last, end <= last {
            monday += 7
            bounds.append(zone.instant(day: monday, second: 0))
        }
        self.bounds = bounds
    }

    /// Index of the week that contains an instant; nil outside the grid.
    package func index(of instant: Int64) -> Int? {
        guard let first = bounds.first, let last = bounds.last, first <= instant, instant < last else { return nil }
        // Weeks with a change to or from daylight saving time are an hour shorter or longer.
        var index = min(count - 1, Int((instant - first) / (7 * 86_400)))
        while bounds[index] > instant { index -= 1 }
        while bounds[index + 1] <= instant { index += 1 }
        return index
    }
}
