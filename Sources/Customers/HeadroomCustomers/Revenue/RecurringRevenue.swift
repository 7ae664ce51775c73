/// The subscriptions of a company by customer, with their monthly revenue in one currency.
///
/// Each subscription is converted at the rate of its first paid day, so that later changes of rates do not change the
/// revenue. The subscriptions are those of the company, without a copy.
package struct RecurringRevenue: Sendable {
    package struct Item: Sendable {
        package var start: Int64
        package var end: Int64
        /// In minor units of the base currency.
        package var monthly: Int64
        /// Row number in subscriptions.csv.
        package var row: Int32
        /// Index of the plan in ``Company/plans``; -1 without one.
        package var plan: Int32
        package var interval: BillingInterval
    }

    /// The items of one customer, sorted by start; an index is the place among those of all customers.
    package struct Items: RandomAccessCollection, Sendable {
        fileprivate let subscriptions: [Subscription]
        fileprivate let converted: [Int64]
        package let startIndex, endIndex: Int

        package subscript(index: Int) -> Item {
            let subscription = subscriptions[index]
            return Item(
                start: subscription.start,
                end: subscription.end,
                monthly: converted.isEmpty ? subscription.monthly : converted[index],
                row: subscription.row,
                plan: subscription.plan,
                interval: subscription.interval
            )
        }
    }

    package let base: Currency
    /// Items of all customers, sorted by customer.
    private let subscriptions: [Subscription]
    /// Monthly amount of each item in the base currency; empty where all subscriptions are in it.
    private let converted: [Int64]
    /// Index of the first item of each customer, followed by the number of items.
    private let begins: [Int]

    package var customerCount: Int { begins.count - 1 }

    package subscript(customer: Int) -> Items {
        Items(
            subscriptions: subscriptions,
            converted: converted,
            startIndex: begins[customer],
            endIndex: begins[customer + 1]
        )
    }

    /// Monthly amount of an item in its own currency, with the index of the currency in ``Company/currencies``.
    func original(_ item: Int) -> (amount: Int64, currency: Int) {
        (subscriptions[item].monthly, Int(subscriptions[item].currency))
    }

    /// - Parameter zone: time zone of the dates in an error.
    /// - Throws: ``CustomersError`` where the rate of a currency is missing.
    package init(
        _ company: Company,
        base: Currency,
        rates: ExchangeRates,
        zone: TimeZoneRule = .utc
    ) throws(CustomersError) {
        self.base = base
        subscriptions = company.subscriptions
        var begins = [Int](repeating: 0, count: company.customers.count + 1)
        for subscription in company.subscriptions { begins[Int(subscription.customer) + 1] += 1 }
        for index in begins.indices.dropFirst() { begins[index] += begins[index - 1] }
        self.begins = begins
        let used = Set(company.subscriptions.lazy.map(\.currency)).map { company.currencies[Int($0)] }
        converted =
            used.allSatisfy { $0 == base } ? [] : try Self.converted(company, base: base, rates: rates, zone: zone)
    }

    private static func converted(
        _ company: Company,
        base: Currency,
        rates: ExchangeRates,
        zone: TimeZoneRule
    ) throws(CustomersError) -> [Int64] {
        // First paid instant of each currency without rates.
        var missing: [Currency: Int64] = [:]
        var converted: [Int64] = []
        converted.reserveCapacity(company.subscriptions.count)
        for subscription in company.subscriptions {
            let currency = company.currencies[Int(subscription.currency)]
            let monthly = rates.convert(subscription.monthly, currency, to: base, at: subscription.start)
            if monthly == nil { missing[currency] = min(missing[currency] ?? .max, subscription.start) }
            converted.append(monthly ?? 0)
        }
        guard missing.isEmpty else {
            let codes = missing.sorted { $0.key.code < $1.key.code }
                .map { "\($0.key.code) (from \(CivilDay.text(zone.day(of: $0.value))) on)" }.joined(separator: ", ")
            throw CustomersError(
                "there are amounts in \(codes), and no rates for \(missing.count == 1 ? "it" : "them") in \(base.code)",
                hint: rates.hint(base: base)
            )
        }
        return converted
    }
}
