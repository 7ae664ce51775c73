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
    /// Revenue at the last instant before the first month.
    private(set) var start: Int64 = 0
    /// Whether the customer had paid at any time before the first month.
    private(set) var hadPaid = false
    private(set) var events: [Event] = []

    init(_ items: ArraySlice<RecurringRevenue.Item>, grid: MonthGrid) {
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
    }

    /// Revenue at the last instant before a month.
    func start(of month: Int) -> Int64 { month == 0 ? start : ends[month - 1] }

    /// Whether the customer had paid before a month, judged by the ends of months.
    func hadPaid(before month: Int) -> Bool { hadPaid || ends[..<month].contains { $0 > 0 } }
}
