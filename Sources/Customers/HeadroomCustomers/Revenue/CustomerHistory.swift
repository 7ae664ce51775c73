/// The recurring revenue of one customer over the months of a grid.
struct CustomerHistory {
    /// A change of the revenue at an instant, with all changes at that instant merged.
    struct Event {
        var at: Int64
        var before: Int64
        var after: Int64
        /// Whether the customer had paid at any time before.
        var hasPaid: Bool
    }

    /// Revenue at the last instant of each month, in minor units.
    private(set) var ends: [Int64]
    /// Revenue at the last instant of each month at the exchange rates of the month's start; equal to ``ends`` where
    /// the rates are fixed.
    private(set) var held: [Int64] = []
    /// Revenue at the last instant before the first month.
    private(set) var start: Int64 = 0
    /// Whether the customer had paid at any time before the first month.
    private(set) var hadPaid = false
    private(set) var events: [Event] = []

    init(_ items: RecurringRevenue.Items, grid: MonthGrid, valuation: MonthEndValuation?) {
        if let valuation {
            self.init(items, grid: grid, valuedBy: valuation)
        } else {
            self.init(items, grid: grid)
        }
    }

    init(_ items: RecurringRevenue.Items, grid: MonthGrid) {
        ends = [Int64](repeating: 0, count: grid.count)
        for item in items {
            for index in grid.activeAtEnd(start: item.start, end: item.end) { ends[index] += item.monthly }
        }
        var changes = items.map { (at: $0.start, change: $0.monthly) }
        changes += items.lazy.filter { $0.end != .max }.map { (at: $0.end, change: -$0.monthly) }
        changes.sort { $0.at < $1.at }
        var (revenue, hasPaid) = (Int64(0), false)
        for (at, change) in changes {
            if let last = events.last, last.at == at {
                events[events.count - 1].after += change
            } else {
                hasPaid = hasPaid || revenue > 0
                events.append(Event(at: at, before: revenue, after: revenue + change, hasPaid: hasPaid))
            }
            revenue += change
            if at < grid.bounds[0] { (start, hadPaid) = (revenue, true) }
        }
        events.removeAll { $0.before == $0.after }
        held = ends
    }

    /// The revenue at the rates of month ends; a change within a month is measured at the rates of the month's start.
    private init(_ items: RecurringRevenue.Items, grid: MonthGrid, valuedBy valuation: MonthEndValuation) {
        ends = [Int64](repeating: 0, count: grid.count)
        held = ends
        var changes: [(at: Int64, item: Int, isStart: Bool)] = []
        for (index, item) in zip(items.indices, items) {
            for month in grid.activeAtEnd(start: item.start, end: item.end) {
                ends[month] += valuation.value(index, at: month + 1)
                held[month] += valuation.value(index, at: month)
            }
            changes.append((item.start, index, true))
            if item.end != .max { changes.append((item.end, index, false)) }
        }
        changes.sort { ($0.at, $0.item) < ($1.at, $1.item) }
        var active: Set<Int> = []
        var (month, revenue, hasPaid) = (-1, Int64(0), false)
        // The first month has the first change, so that no change is before it.
        for change in changes {
            let current = grid.index(of: change.at)
            guard current < grid.count else { break }
            if current != month {
                month = current
                revenue = active.reduce(0) { $0 + valuation.value($1, at: month) }
            }
            let value = valuation.value(change.item, at: month)
            let after = revenue + (change.isStart ? value : -value)
            if let last = events.last, last.at == change.at {
                events[events.count - 1].after = after
            } else {
                hasPaid = hasPaid || events.last.map { $0.after > 0 } == true
                events.append(Event(at: change.at, before: revenue, after: after, hasPaid: hasPaid))
            }
            revenue = after
            if change.isStart { active.insert(change.item) } else { active.remove(change.item) }
        }
        events.removeAll { $0.before == $0.after }
    }

    /// Revenue at the last instant before a month.
    func start(of month: Int) -> Int64 { month == 0 ? start : ends[month - 1] }

    /// Whether the customer had paid before a month, judged by the ends of months.
    func hadPaid(before month: Int) -> Bool { hadPaid || ends[..<month].contains { $0 > 0 } }
}
