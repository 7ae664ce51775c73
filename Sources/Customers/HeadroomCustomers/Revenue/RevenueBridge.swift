/// The bridge of recurring revenue, month by month: `start + new + expansion + reactivation - contraction - churn = end`.
package struct RevenueBridge: Sendable {
    /// What counts as a movement.
    package enum View: String, Codable, Sendable, CaseIterable {
        /// The difference between the ends of two months: who joins and leaves within one is not seen.
        case snapshot
        /// Every change at its time.
        case ledger
    }

    package private(set) var months: [RevenueMonth]
    package private(set) var cohorts: [Cohort]

    package init(_ revenue: RecurringRevenue, grid: MonthGrid, view: View) {
        months = (0..<grid.count).map { RevenueMonth(month: grid.month($0)) }
        cohorts = (0..<grid.count).map { Cohort(month: grid.month($0), months: grid.count - $0) }
        var ends = [Int64](repeating: 0, count: grid.count)
        var events: [(at: Int64, change: Int64)] = []
        for customer in 0..<revenue.customerCount {
            let items = revenue[customer]
            guard !items.isEmpty else { continue }
            for index in ends.indices { ends[index] = 0 }
            for item in items {
                for index in grid.activeAtEnd(start: item.start, end: item.end) { ends[index] += item.monthly }
            }
            events.removeAll(keepingCapacity: true)
            for item in items {
                events.append((item.start, item.monthly))
                if item.end != .max { events.append((item.end, -item.monthly)) }
            }
            events.sort { $0.at < $1.at }
            let before = Self.revenue(before: grid.bounds[0], events)
            addSnapshot(ends, before: before, movements: view == .snapshot)
            if view == .ledger { addLedger(events, grid) }
            addToCohort(ends, firstPaid: view == .ledger ? grid.index(of: events[0].at) : nil, before: before)
        }
    }

    /// What a customer paid just before an instant, and whether at any time before.
    private static func revenue(
        before instant: Int64,
        _ events: [(at: Int64, change: Int64)]
    ) -> (monthly: Int64, hasPaid: Bool) {
        var (monthly, hasPaid) = (Int64(0), false)
        for event in events where event.at < instant {
            monthly += event.change
            hasPaid = true
        }
        return (monthly, hasPaid)
    }

    private mutating func addSnapshot(
        _ ends: [Int64],
        before: (monthly: Int64, hasPaid: Bool),
        movements: Bool
    ) {
        var (start, hasPaid) = before
        for (index, end) in ends.enumerated() {
            months[index].start += start
            months[index].end += end
            if start > 0 {
                months[index].customersAtStart += 1
                months[index].kept += end
                months[index].retained += min(start, end)
                if end == 0 { months[index].customersChurned += 1 }
            }
            if end > 0 { months[index].customersAtEnd += 1 }
            if movements {
                if start == 0, end > 0, !hasPaid { months[index].customersNew += 1 }
                months[index].movements.add(from: start, to: end, hasPaid: hasPaid)
            }
            hasPaid = hasPaid || end > 0
            start = end
        }
    }

    private mutating func addLedger(_ events: [(at: Int64, change: Int64)], _ grid: MonthGrid) {
        var (monthly, hasPaid) = (Int64(0), false)
        var next = events.startIndex
        while next < events.endIndex {
            let at = events[next].at
            var after = monthly
            // Changes at one instant are one change.
            while next < events.endIndex, events[next].at == at {
                after += events[next].change
                next += 1
            }
            let index = grid.index(of: at)
            if months.indices.contains(index) {
                if monthly == 0, after > 0, !hasPaid { months[index].customersNew += 1 }
                months[index].movements.add(from: monthly, to: after, hasPaid: hasPaid)
            }
            hasPaid = hasPaid || after > 0
            monthly = after
        }
    }

    /// - Parameter firstPaid: the month of the first payment; nil for the first month with revenue at its end.
    private mutating func addToCohort(
        _ ends: [Int64],
        firstPaid: Int?,
        before: (monthly: Int64, hasPaid: Bool)
    ) {
        guard !before.hasPaid, let first = firstPaid ?? ends.firstIndex(where: { $0 > 0 }),
            cohorts.indices.contains(first)
        else { return }
        cohorts[first].add(ends[first...])
    }
}
