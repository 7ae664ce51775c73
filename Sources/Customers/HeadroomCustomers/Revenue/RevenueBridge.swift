/// Monthly bridge of recurring revenue: `start + new + expansion + reactivation - contraction - churn + exchange = end`.
package struct RevenueBridge: Sendable {
    /// Definition of a movement.
    package enum View: String, Codable, Sendable, CaseIterable {
        /// The difference between the ends of two months; customers who join and leave within a month are not included.
        case snapshot
        /// Every change at its time.
        case ledger
    }

    package private(set) var months: [RevenueMonth]
    package private(set) var cohorts: [Cohort]

    /// - Parameter valuation: values at the rates of month ends; nil for fixed rates.
    package init(
        _ revenue: RecurringRevenue,
        grid: MonthGrid,
        zone: TimeZoneRule,
        view: View,
        valuation: MonthEndValuation? = nil
    ) {
        var flow = CustomerFlow(grid: grid, zone: zone)
        months = (0..<grid.count).map { RevenueMonth(month: grid.month($0)) }
        cohorts = (0..<grid.count).map { Cohort(month: grid.month($0), months: grid.count - $0) }
        for customer in 0..<revenue.customerCount where !revenue[customer].isEmpty {
            let history = CustomerHistory(revenue[customer], grid: grid, valuation: valuation)
            flow.add(history)
            addMonthEnds(history, movements: view == .snapshot)
            if view == .ledger { addEvents(history, grid) }
            addToCohort(history, firstPaid: view == .ledger ? history.events.first.map { grid.index(of: $0.at) } : nil)
        }
        for (index, rates) in flow.rates().enumerated() {
            months[index].churnRates = rates
            months[index].churnRates.standard = months[index].logoChurn
        }
    }

    private mutating func addMonthEnds(_ history: CustomerHistory, movements: Bool) {
        var (start, hasPaid) = (history.start, history.hadPaid)
        for (index, end) in history.ends.enumerated() {
            let held = history.held[index]
            months[index].start += start
            months[index].end += end
            months[index].exchange += end - held
            if start > 0 {
                months[index].customersAtStart += 1
                months[index].kept += held
                months[index].retained += min(start, held)
                if held == 0 { months[index].customersChurned += 1 }
            }
            if end > 0 { months[index].customersAtEnd += 1 }
            if movements {
                if start == 0, held > 0, !hasPaid { months[index].customersNew += 1 }
                months[index].movements.add(from: start, to: held, hasPaid: hasPaid)
            }
            hasPaid = hasPaid || end > 0
            start = end
        }
    }

    private mutating func addEvents(_ history: CustomerHistory, _ grid: MonthGrid) {
        for event in history.events {
            let index = grid.index(of: event.at)
            guard months.indices.contains(index) else { continue }
            if event.before == 0, !event.hasPaid { months[index].customersNew += 1 }
            months[index].movements.add(from: event.before, to: event.after, hasPaid: event.hasPaid)
        }
    }

    /// - Parameter firstPaid: month of the first payment; nil for the first month with revenue at its end.
    private mutating func addToCohort(_ history: CustomerHistory, firstPaid: Int?) {
        guard !history.hadPaid, let first = firstPaid ?? history.ends.firstIndex(where: { $0 > 0 }),
            cohorts.indices.contains(first)
        else { return }
        cohorts[first].add(history.ends[first...])
    }
}
