/// Profiles of customers at an instant: numbers of their behavior, and markers.
struct CustomerProfiles: Sendable {
    struct Number: Sendable {
        let trait: NumberTrait
        var values: [Double]
    }

    struct Marker: Sendable {
        /// `plan`, `interval`, `country`, `channel`, or the name of a column.
        let name: String
        var values: [String?]
    }

    /// Indices in ``Company/customers``.
    let customers: [Int]
    private(set) var numbers: [Number] = []
    private(set) var markers: [Marker] = []

    private static let secondsPerDay = 86_400.0
    private static let daysPerMonth = 30.4375

    /// Profiles at the last instant before `instant` of customers with recurring revenue then, or with an earlier purchase.
    init(at instant: Int64, _ company: Company, _ payments: CustomerPayments) {
        let described = company.customers.indices.filter { customer in
            payments.revenue(of: customer, before: instant) > 0
                || !payments.purchases(of: customer, before: instant).isEmpty
        }
        customers = CustomerOrder.shuffled(described, company)
        let base = payments.revenue.base
        func months(_ from: Int64) -> Double { Double(instant - from) / Self.secondsPerDay / Self.daysPerMonth }
        let first = customers.map { payments.firstPayment(of: $0) ?? instant }
        numbers = [Number(trait: .tenure, values: first.map(months))]
        if !company.subscriptions.isEmpty {
            let active = customers.map { SubscriptionsHeld(payments.active($0, before: instant)) }
            numbers += [
                Number(trait: .revenue, values: active.map { base.major($0.monthly) }),
                Number(trait: .subscriptions, values: active.map { Double($0.count) }),
                Number(
                    trait: .increases,
                    values: customers.map { Self.increases(payments.subscriptions(of: $0), before: instant) }
                ),
            ]
            markers += Self.markers(active, company)
        }
        let purchases = customers.map { payments.purchases(of: $0, before: instant) }
        if purchases.contains(where: { !$0.isEmpty }) {
            numbers += [
                Number(
                    trait: .purchaseRate,
                    values: zip(purchases, first).map { Double($0.count) / max(1, months($1)) }
                ),
                Number(
                    trait: .purchaseValue,
                    values: purchases.map {
                        $0.isEmpty ? 0 : base.major($0.reduce(0) { $0 + $1.amount }) / Double($0.count)
                    }
                ),
                Number(
                    trait: .recency,
                    values: zip(purchases, first).map { months($0.last?.time ?? $1) * Self.daysPerMonth }
                ),
            ]
        }
        markers += Self.markers(customers, company)
    }

    /// Profiles of customers at the end of their first 30 days.
    ///
    /// - Parameter customers: customers whose first 30 days are over; the profiles have the same order.
    init(firstDaysOf customers: [Int], _ company: Company, _ payments: CustomerPayments) {
        self.customers = customers
        let base = payments.revenue.base
        let ends = customers.map { (payments.firstPayment(of: $0) ?? 0) + Self.firstDays }
        if !company.subscriptions.isEmpty {
            let active = zip(customers, ends).map { customer, end in
                SubscriptionsHeld(payments.active(customer, before: end))
            }
            numbers += [
                Number(trait: .firstRevenue, values: active.map { base.major($0.monthly) }),
                Number(trait: .firstSubscriptions, values: active.map { Double($0.count) }),
            ]
            let begun = zip(customers, ends).map { customer, end in
                SubscriptionsHeld(payments.subscriptions(of: customer).lazy.filter { $0.start < end })
            }
            markers += Self.markers(begun, company)
        }
        if !company.purchases.isEmpty {
            let bought = zip(customers, ends).map { payments.purchases(of: $0, before: $1) }
            numbers += [
                Number(trait: .firstPurchases, values: bought.map { Double($0.count) }),
                Number(trait: .firstPurchaseValue, values: bought.map { base.major($0.reduce(0) { $0 + $1.amount }) }),
            ]
        }
        markers += Self.markers(customers, company)
    }

    /// 30 days in seconds.
    static let firstDays: Int64 = 30 * 86_400

    /// Profiles with only these markers, and without numbers.
    func keeping(markers names: Set<String>) -> CustomerProfiles {
        var kept = self
        kept.numbers = []
        kept.markers.removeAll { !names.contains($0.name) }
        return kept
    }

    /// Profiles without these markers.
    func omitting(markers names: Set<String>) -> CustomerProfiles {
        var kept = self
        kept.markers.removeAll { names.contains($0.name) }
        return kept
    }

    /// Markers of customers.csv.
    static func markers(_ customers: [Int], _ company: Company) -> [Marker] {
        [
            Marker(name: "country", values: customers.map { company.customers[$0].country }),
            Marker(name: "channel", values: customers.map { company.customers[$0].channel }),
        ]
            + company.markers.filter(\.isMarker).map { column in
                Marker(name: column.name, values: customers.map { column.value(ofCustomer: $0) })
            }
    }

    /// Plan and billing interval of each customer's largest subscription.
    private static func markers(_ held: [SubscriptionsHeld], _ company: Company) -> [Marker] {
        [
            Marker(name: "plan", values: held.map { $0.plan < 0 ? nil : company.plans[Int($0.plan)] }),
            Marker(name: "interval", values: held.map { $0.interval?.rawValue }),
        ]
    }

    /// Number of increases of a customer's recurring revenue after the first payment.
    private static func increases(_ items: RecurringRevenue.Items, before instant: Int64) -> Double {
        var count = 0
        guard var time = items.first?.start else { return 0 }
        for item in items where item.start < instant && item.start > time {
            time = item.start
            let before = items.reduce(0) { $0 + ($1.start < time && $1.end >= time ? $1.monthly : 0) }
            let after = items.reduce(0) { $0 + ($1.start <= time && $1.end > time ? $1.monthly : 0) }
            if before > 0, after > before { count += 1 }
        }
        return Double(count)
    }
}

/// Subscriptions of one customer at an instant.
private struct SubscriptionsHeld {
    /// Sum of the monthly revenue, in minor units.
    private(set) var monthly: Int64 = 0
    private(set) var count: Int32 = 0
    /// Plan of the largest subscription, as an index in ``Company/plans``; -1 without one.
    private(set) var plan: Int32 = -1
    /// Billing interval of the largest subscription.
    private(set) var interval: BillingInterval?

    init(_ items: some Sequence<RecurringRevenue.Item>) {
        var largest: RecurringRevenue.Item?
        for item in items {
            monthly += item.monthly
            count += 1
            // Of equal subscriptions the first counts.
            if let largest, (largest.monthly, largest.start) >= (item.monthly, item.start) { continue }
            largest = item
        }
        if let largest { (plan, interval) = (largest.plan, largest.interval) }
    }
}

/// A numeric trait of a customer.
enum NumberTrait: String, Codable, Sendable {
    case tenure, revenue, subscriptions, increases, purchaseRate, purchaseValue, recency
    case firstRevenue, firstSubscriptions, firstPurchases, firstPurchaseValue
}
