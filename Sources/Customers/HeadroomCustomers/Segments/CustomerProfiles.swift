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
    init(at instant: Int64, _ company: Company, _ ledger: CustomerLedger, base: Currency) {
        let described = company.customers.indices.filter { customer in
            ledger.revenue(of: customer, before: instant) > 0
                || ledger.purchases[customer].contains { $0.time < instant }
        }
        customers = CustomerOrder.shuffled(described, company)
        let purchases = customers.map { customer in ledger.purchases[customer].filter { $0.time < instant } }
        func months(_ from: Int64) -> Double { Double(instant - from) / Self.secondsPerDay / Self.daysPerMonth }
        func major(_ amount: Int64) -> Double { Double(amount) / Double(base.scale) }
        let first = customers.map { ledger.firstPayment(of: $0) ?? instant }
        numbers = [Number(trait: .tenure, values: first.map(months))]
        if !company.subscriptions.isEmpty {
            let active = customers.map { ledger.active($0, before: instant) }
            numbers += [
                Number(trait: .revenue, values: active.map { major($0.reduce(0) { $0 + $1.monthly }) }),
                Number(trait: .subscriptions, values: active.map { Double($0.count) }),
                Number(
                    trait: .increases,
                    values: customers.map { Self.increases(ledger.subscriptions[$0], before: instant) }
                ),
            ]
            // Plan and interval are those of the customer's largest subscription.
            let largest = active.map { $0.max { ($0.monthly, $0.start) < ($1.monthly, $1.start) } }
            markers += [
                Marker(
                    name: "plan",
                    values: largest.map { $0.flatMap { $0.plan < 0 ? nil : company.plans[Int($0.plan)] } }
                ),
                Marker(name: "interval", values: largest.map { $0?.interval.rawValue }),
            ]
        }
        if purchases.contains(where: { !$0.isEmpty }) {
            numbers += [
                Number(
                    trait: .purchaseRate,
                    values: zip(purchases, first).map { Double($0.count) / max(1, months($1)) }
                ),
                Number(
                    trait: .purchaseValue,
                    values: purchases.map { $0.isEmpty ? 0 : major($0.reduce(0) { $0 + $1.amount }) / Double($0.count) }
                ),
                Number(
                    trait: .recency,
                    values: zip(purchases, first).map { months($0.map(\.time).max() ?? $1) * Self.daysPerMonth }
                ),
            ]
        }
        markers += Self.markers(customers, company)
    }

    /// Profiles of customers at the end of their first 30 days.
    ///
    /// - Parameter customers: customers whose first 30 days are over; the profiles have the same order.
    init(firstDaysOf customers: [Int], _ company: Company, _ ledger: CustomerLedger, base: Currency) {
        self.customers = customers
        let first = customers.map { ledger.firstPayment(of: $0) ?? 0 }
        let ends = first.map { $0 + Self.firstDays }
        func major(_ amount: Int64) -> Double { Double(amount) / Double(base.scale) }
        if !company.subscriptions.isEmpty {
            let begun = zip(customers, ends).map { customer, end in
                ledger.subscriptions[customer].filter { $0.start < end }
            }
            let active = zip(begun, ends).map { items, end in items.filter { $0.end >= end } }
            numbers += [
                Number(trait: .firstRevenue, values: active.map { major($0.reduce(0) { $0 + $1.monthly }) }),
                Number(trait: .firstSubscriptions, values: active.map { Double($0.count) }),
            ]
            let largest = begun.map { $0.max { ($0.monthly, $0.start) < ($1.monthly, $1.start) } }
            markers += [
                Marker(
                    name: "plan",
                    values: largest.map { $0.flatMap { $0.plan < 0 ? nil : company.plans[Int($0.plan)] } }
                ),
                Marker(name: "interval", values: largest.map { $0?.interval.rawValue }),
            ]
        }
        if !company.purchases.isEmpty {
            let bought = zip(customers, ends).map { customer, end in
                ledger.purchases[customer].filter { $0.time < end }
            }
            numbers += [
                Number(trait: .firstPurchases, values: bought.map { Double($0.count) }),
                Number(trait: .firstPurchaseValue, values: bought.map { major($0.reduce(0) { $0 + $1.amount }) }),
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

    /// Number of increases of a customer's recurring revenue after the first payment.
    private static func increases(_ items: [CustomerLedger.Subscription], before instant: Int64) -> Double {
        guard items.count > 1 else { return 0 }
        let times = Set(items.map(\.start)).filter { $0 < instant }.sorted()
        return Double(
            times.dropFirst().count { time in
                let before = items.reduce(0) { $0 + ($1.start < time && $1.end >= time ? $1.monthly : 0) }
                let after = items.reduce(0) { $0 + ($1.start <= time && $1.end > time ? $1.monthly : 0) }
                return before > 0 && after > before
            }
        )
    }
}

/// A numeric trait of a customer.
enum NumberTrait: String, Codable, Sendable {
    case tenure, revenue, subscriptions, increases, purchaseRate, purchaseValue, recency
    case firstRevenue, firstSubscriptions, firstPurchases, firstPurchaseValue
}
