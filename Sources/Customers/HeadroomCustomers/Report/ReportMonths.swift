extension MonthGrid {
    /// Largest number of months of a report.
    private static let most = 1200

    /// Months from the first subscription to the last change, or to the month of `--until`.
    ///
    /// - Throws: ``CustomersError`` where there are no such months, or too many.
    init(_ company: Company, _ options: CustomersAnalysis.Options, now: Int64) throws(CustomersError) {
        // No copies of the times: there may be millions.
        var (first, last) = (Int64.max, Int64.min)
        for subscription in company.subscriptions {
            first = min(first, subscription.start)
            if subscription.start <= now { last = max(last, subscription.start) }
            if subscription.end <= now, subscription.end != .max { last = max(last, subscription.end) }
        }
        guard last > .min else { throw CustomersError("no subscription has begun yet") }
        let (from, through) = (options.zone.month(of: first), options.until ?? options.zone.month(of: last))
        guard from <= through else {
            throw CustomersError(
                "the first subscription is of \(from.name), after \(through.name)",
                hint: "name a later month with --until"
            )
        }
        try self.init(reportFrom: from, through: through, zone: options.zone)
    }

    /// Months of a report.
    ///
    /// - Throws: ``CustomersError`` where they are too many.
    init(reportFrom first: Month, through last: Month, zone: TimeZoneRule) throws(CustomersError) {
        guard last.number - first.number < Self.most else {
            throw CustomersError(
                "the months from \(first.name) to \(last.name) are more than \(Self.most)",
                hint: "name an earlier month with --until"
            )
        }
        self.init(from: first, through: last, zone: zone)
    }
}
