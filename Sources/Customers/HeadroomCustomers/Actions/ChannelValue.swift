/// Lifetime value of the customers of one channel: their revenue and their churn in the last 12 months.
struct ChannelValue: Equatable, Sendable {
    /// Customers at the end of the last month, and their recurring revenue in minor units.
    private(set) var customers = 0
    private(set) var revenue: Int64 = 0
    /// Customers lost in the last 12 months, and the sum of the customers at the start of each of these months.
    private(set) var lost = 0
    private(set) var exposed = 0

    static let months = 12

    /// Smallest number of customers lost from which a churn is computed.
    private static let fewestLost = 10

    /// Share of customers lost per month; nil for fewer than 10 customers lost.
    var churn: Double? { lost >= Self.fewestLost ? Double(lost) / Double(exposed) : nil }

    /// Mean revenue of a customer times the gross margin, divided by the churn, in minor units.
    func value(grossMargin: Double) -> Double? {
        guard customers > 0, let churn else { return nil }
        return Double(revenue) / Double(customers) * grossMargin / churn
    }

    /// The values of all channels in customers.csv, by name.
    static func all(_ company: Company, _ revenue: RecurringRevenue, grid: MonthGrid) -> [String: ChannelValue] {
        var found: [String: ChannelValue] = [:]
        let first = max(0, grid.count - months - 1)
        guard grid.count > 0 else { return found }
        var ends = [Int64](repeating: 0, count: grid.count - first)
        for customer in 0..<revenue.customerCount where !revenue[customer].isEmpty {
            for index in ends.indices { ends[index] = 0 }
            for item in revenue[customer] {
                let active = grid.activeAtEnd(start: item.start, end: item.end).clamped(to: first..<grid.count)
                for month in active { ends[month - first] += item.monthly }
            }
            found[company.customers[customer].channel ?? "unknown", default: ChannelValue()].add(ends)
        }
        return found
    }

    private mutating func add(_ ends: [Int64]) {
        for (before, after) in zip(ends, ends.dropFirst()) where before > 0 {
            exposed += 1
            if after == 0 { lost += 1 }
        }
        guard let last = ends.last, last > 0 else { return }
        customers += 1
        revenue += last
    }
}
