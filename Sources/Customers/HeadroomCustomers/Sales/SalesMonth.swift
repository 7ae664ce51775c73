/// Sales of one month, in minor units of one currency.
package struct SalesMonth: Equatable, Sendable {
    package let month: Month
    /// Value of the orders less refunds; below 0 where the refunds are larger.
    package var revenue: Int64 = 0
    /// Part of the revenue from customers whose first purchase is in the month.
    package var newRevenue: Int64 = 0
    /// Amounts given back, which the revenue does not include.
    package var refunds: Int64 = 0
    package var orders = 0
    /// Customers with a purchase.
    package var customers = 0
    /// Customers with their first purchase.
    package var newCustomers = 0

    package init(month: Month) { self.month = month }

    package var returningRevenue: Int64 { revenue - newRevenue }
    package var returningCustomers: Int { customers - newCustomers }

    /// Share of the customers who had bought in an earlier month; nil without customers.
    package var repeatRate: Double? { customers == 0 ? nil : Double(returningCustomers) / Double(customers) }
    package var ordersPerCustomer: Double? { customers == 0 ? nil : Double(orders) / Double(customers) }

    /// Revenue divided by orders, in minor units, rounded half to even; nil without orders.
    package var averageOrderValue: Int64? { Self.mean(revenue, orders) }

    /// Amount divided by a count, rounded half to even; nil for a count of 0.
    static func mean(_ amount: Int64, _ count: Int) -> Int64? {
        count == 0 ? nil : Fraction(numerator: Int128(amount), denominator: Int128(count)).rounded(digits: 0)
    }
}
