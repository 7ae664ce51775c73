/// A trait of a customer by which groups are compared.
package enum CustomerTrait: String, Codable, Sendable, CaseIterable {
    case plan, channel, revenue, tenure, country
}

/// Traits of customers at an instant.
package struct CustomerTraits {
    private let company: Company
    private let revenue: RecurringRevenue
    private let time: Int64
    private let zone: TimeZoneRule
    /// Plan of the largest active subscription, by customer.
    private var plans: [Int32: (name: String, monthly: Int64)] = [:]
    /// First paid instant or purchase, by customer.
    private var firstPaid: [Int32: Int64] = [:]
    /// Recurring revenue of each paying customer, in minor units.
    private var monthly: [Int32: Int64] = [:]
    /// Upper limits of the lower and the middle third of the revenue per customer, in minor units.
    private let bands: (low: Int64, middle: Int64)

    /// - Parameter population: customers whose revenue is divided into thirds.
    init(_ company: Company, _ revenue: RecurringRevenue, at time: Int64, population: [Int32], zone: TimeZoneRule) {
        (self.company, self.revenue, self.time, self.zone) = (company, revenue, time, zone)
        for subscription in company.subscriptions where subscription.start <= time {
            let customer = subscription.customer
            firstPaid[customer] = min(firstPaid[customer] ?? .max, subscription.start)
            guard time < subscription.end else { continue }
            let name = subscription.plan < 0 ? "no plan" : company.plans[Int(subscription.plan)]
            if let known = plans[customer], (known.monthly, name) >= (subscription.monthly, known.name) { continue }
            plans[customer] = (name, subscription.monthly)
        }
        for purchase in company.purchases {
            let day = zone.instant(day: Int64(purchase.day), second: 0)
            if day <= time { firstPaid[purchase.customer] = min(firstPaid[purchase.customer] ?? .max, day) }
        }
        for customer in Set(population) where Int(customer) < revenue.customerCount {
            let sum = revenue[Int(customer)].reduce(Int64(0)) {
                $0 + ($1.start <= time && time < $1.end ? $1.monthly : 0)
            }
            if sum > 0 { monthly[customer] = sum }
        }
        let sorted = monthly.values.sorted()
        bands = sorted.isEmpty ? (0, 0) : (sorted[(sorted.count - 1) / 3], sorted[(sorted.count - 1) * 2 / 3])
    }

    /// Name of a customer's level of a trait.
    func level(of trait: CustomerTrait, _ customer: Int32) -> String {
        switch trait {
        case .plan: plans[customer]?.name ?? "no subscription"
        case .channel: company.customers[Int(customer)].channel ?? "unknown"
        case .country: company.customers[Int(customer)].country ?? "unknown"
        case .tenure: tenure(of: customer)
        case .revenue: band(of: customer)
        }
    }

    private func tenure(of customer: Int32) -> String {
        guard let first = firstPaid[customer] else { return "never paid" }
        let days = (time - first) / 86_400
        return days < 91 ? "under 3 months" : days < 365 ? "3 to 12 months" : "over 12 months"
    }

    private func band(of customer: Int32) -> String {
        guard let amount = monthly[customer] else { return "no subscription" }
        let (low, middle) = (revenue.base.text(bands.low), revenue.base.text(bands.middle))
        if amount <= bands.low { return "to \(low)" }
        return amount <= bands.middle ? "\(low) to \(middle)" : "above \(middle)"
    }
}
