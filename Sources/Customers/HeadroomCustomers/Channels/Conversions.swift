/// The event that counts as a customer's conversion.
package enum ConversionKind: String, Codable, Sendable { case firstPayment, firstPurchase }

/// The conversions of a company: first payments of its subscriptions, or without subscriptions first purchases.
package enum Conversions: Sendable {
    case payments(RecurringRevenue)
    /// By index in ``Company/customers``; nil for a customer without a purchase.
    case purchases([Conversion?])

    var kind: ConversionKind {
        switch self {
        case .payments: .firstPayment
        case .purchases: .firstPurchase
        }
    }

    /// The first payment or first purchase of a customer; nil for one without.
    package subscript(customer: Int) -> Conversion? {
        switch self {
        case .purchases(let conversions): return conversions[customer]
        case .payments(let revenue):
            // The first paid instant, and the monthly recurring revenue of the subscriptions that begin then.
            let items = revenue[customer]
            guard let first = items.first?.start else { return nil }
            let value = items.filter { $0.start == first }.reduce(0) { $0 + $1.monthly }
            return Conversion(time: first, lastTouch: first, value: value)
        }
    }
}

extension SalesAnalysis {
    /// First purchase of each customer, by index in ``Company/customers``; nil for one without a purchase.
    ///
    /// The orders of a day are one purchase, at the time of the first of them.
    func firstPurchases(_ company: Company, zone: TimeZoneRule) -> [Conversion?] {
        var found = [Conversion?](repeating: nil, count: company.customers.count)
        var (customer, day) = (-1, Int32.min)
        // Sorted by customer, day and currency.
        for group in groups where group.isPurchase {
            let orders = company.transactions[group.rows].filter { $0.amount > 0 }
            let second = Int64(orders.map(\.second).min() ?? 0)
            let start = zone.instant(day: Int64(group.day), second: 0)
            let lastTouch = second > 0 ? start + second : zone.instant(day: Int64(group.day) + 1, second: 0) - 1
            // The conversion of a small amount into another currency can round it to 0.
            let value = max(0, group.revenue)
            if group.customer != customer {
                (customer, day) = (group.customer, group.day)
                found[customer] = Conversion(time: start + second, lastTouch: lastTouch, value: value)
            } else if group.day == day, let known = found[customer] {
                // Orders of the same day in another currency.
                found[customer] = Conversion(
                    time: min(known.time, start + second),
                    lastTouch: min(known.lastTouch, lastTouch),
                    value: known.value + value
                )
            }
        }
        return found
    }
}
