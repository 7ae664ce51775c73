/// Sales of a company computed from its rows by brute force, independently of the program: whole cents, sets and filters.
struct SalesReference {
    struct Row {
        var customer: String
        /// As `2025-01-31`.
        var date: String
        /// In cents; below 0 for a refund.
        var cents: Int
        /// Part of the cents that was given back, in cents.
        var refunded = 0

        var month: String { String(date.prefix(7)) }
        var kept: Int { cents - refunded }
    }

    let rows: [Row]

    /// Rows of one customer and day; a purchase where they have an amount above 0 and a sum above 0.
    private func rows(_ customer: String, _ date: String) -> [Row] {
        rows.filter { $0.customer == customer && $0.date == date }
    }

    private func isPurchase(_ customer: String, _ date: String) -> Bool {
        rows(customer, date).contains { $0.kept > 0 } && rows(customer, date).reduce(0) { $0 + $1.kept } > 0
    }

    /// Dates with a purchase of each customer, in order.
    var purchases: [String: [String]] {
        var dates: [String: [String]] = [:]
        for customer in Set(rows.map(\.customer)) {
            let own = Set(rows.filter { $0.customer == customer }.map(\.date)).filter { isPurchase(customer, $0) }
            if !own.isEmpty { dates[customer] = own.sorted() }
        }
        return dates
    }

    struct OfMonth: Equatable {
        var revenue, newRevenue, refunds: Int
        var orders, customers, newCustomers: Int
    }

    func month(_ month: String) -> OfMonth {
        let purchases = purchases
        let own = rows.filter { $0.month == month }
        let joined = Set(purchases.filter { $0.value[0].hasPrefix(month) }.keys)
        return OfMonth(
            revenue: own.reduce(0) { $0 + $1.kept },
            newRevenue: own.filter { joined.contains($0.customer) }.reduce(0) { $0 + $1.kept },
            refunds: own.reduce(0) { $0 + $1.refunded + max(0, -$1.cents) },
            orders: own.count { $0.kept > 0 && isPurchase($0.customer, $0.date) },
            customers: purchases.count { $0.value.contains { $0.hasPrefix(month) } },
            newCustomers: joined.count
        )
    }

    /// Share of the customers who joined in a month and had bought on another day by the end of a later one, and their
    /// revenue until then in cents.
    func cohort(_ month: String, through last: String) -> (customers: Int, again: Int, cents: Int) {
        let own = purchases.filter { $0.value[0].hasPrefix(month) }
        let again = own.count { $0.value.count > 1 && $0.value[1].prefix(7) <= last }
        let cents = rows.filter { own[$0.customer] != nil && $0.month >= month && $0.month <= last }
        return (own.count, again, cents.reduce(0) { $0 + $1.kept })
    }
}
