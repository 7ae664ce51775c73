/// The month in which the data end, where they end before its last day.
package struct UnfinishedMonth: Codable, Equatable, Sendable {
    /// As `2025-06`.
    package var month: String
    /// Last day of the data.
    package var lastDay: String

    /// - Parameters:
    ///   - until: the last month of the report, which counts as whole once it is over; nil for the last one of the data.
    ///   - now: seconds since 1970 in UTC.
    /// - Returns: nil where the data end with a month, or are empty.
    init?(_ company: Company, zone: TimeZoneRule, until: Month?, now: Int64) {
        guard let last = company.lastInstant(through: now, zone: zone) else { return nil }
        let month = zone.month(of: last)
        if let until, until < month || zone.start(of: until.next) <= now { return nil }
        let day = zone.day(of: last)
        guard day < zone.day(of: zone.start(of: month.next) - 1) else { return nil }
        (self.month, lastDay) = (month.name, CivilDay.text(day))
    }

    /// Sentence below tables and charts in which the month is marked with ``mark``.
    var footnote: String {
        "\(Self.mark) \(month) is not complete: the data end on \(lastDay). --until names the last month of the report, and "
            + "counts it as complete once it is over."
    }

    static let mark = "*"
}

extension UnfinishedMonth? {
    /// Name of a month in tables and charts, with a mark where it is unfinished.
    func label(_ month: String) -> String { self?.month == month ? month + UnfinishedMonth.mark : month }
}

extension Company {
    /// Time of the last event in any file that is not after an instant; nil without one.
    fileprivate func lastInstant(through now: Int64, zone: TimeZoneRule) -> Int64? {
        var last = Int64.min
        func see(_ time: Int64) { if time <= now { last = max(last, time) } }
        for subscription in subscriptions {
            see(subscription.start)
            see(subscription.end)
        }
        for day in Set(transactions.map(\.day)) { see(zone.instant(day: Int64(day), second: 0)) }
        for row in spend { see(row.time) }
        for touch in touches { see(touch.time) }
        for email in emails { see(email.sent) }
        for survey in surveys {
            see(survey.sent)
            see(survey.answered)
        }
        if let used = usage.last(through: now) { see(used) }
        return last == .min ? nil : last
    }
}
