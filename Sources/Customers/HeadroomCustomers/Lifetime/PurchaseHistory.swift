/// Customers with the same repeats, recency and age, the only inputs of the purchase models.
///
/// Times are in one unit, that of the rates and of the horizons.
package struct PurchaseHistory: Hashable, Sendable {
    /// Days with a purchase after the first one; `x` in the literature.
    package var repeats: Int
    /// Time from the first purchase to the last; `t_x`, 0 without repeats.
    package var recency: Double
    /// Time from the first purchase to the end of the data; `T`.
    package var age: Double
    /// Number of customers with these values; a fraction where they are weighted.
    package var customers: Double
    /// Sum over the customers of the mean value of their repeat purchases.
    package var sumOfMeanValues: Double

    package init(
        repeats: Int,
        recency: Double,
        age: Double,
        customers: Double = 1,
        sumOfMeanValues: Double = 0
    ) {
        self.repeats = repeats
        self.recency = recency
        self.age = age
        self.customers = customers
        self.sumOfMeanValues = sumOfMeanValues
    }

    /// The histories with equal values merged, sorted by the values.
    package static func grouped(_ histories: [PurchaseHistory]) -> [PurchaseHistory] {
        let sorted = histories.sorted { ($0.repeats, $0.recency, $0.age) < ($1.repeats, $1.recency, $1.age) }
        var groups: [PurchaseHistory] = []
        for history in sorted {
            if let last = groups.last, last.repeats == history.repeats, last.recency == history.recency,
                last.age == history.age
            {
                groups[groups.count - 1].customers += history.customers
                groups[groups.count - 1].sumOfMeanValues += history.sumOfMeanValues
            } else {
                groups.append(history)
            }
        }
        return groups
    }
}

extension [PurchaseHistory] {
    var customers: Double { reduce(0) { $0 + $1.customers } }
    /// Number of customers with a repeat purchase.
    var repeatCustomers: Double { reduce(0) { $0 + ($1.repeats > 0 ? $1.customers : 0) } }
    var mostRepeats: Int { self.map(\.repeats).max() ?? 0 }
    /// Mean time between purchases; nil without repeats.
    var meanInterval: Double? {
        let purchases = reduce(0) { $0 + $1.customers * Double($1.repeats) }
        return purchases > 0 ? reduce(0) { $0 + $1.customers * $1.age } / purchases : nil
    }
    var meanAge: Double { reduce(0) { $0 + $1.customers * $1.age } / Swift.max(customers, 1e-300) }
}
