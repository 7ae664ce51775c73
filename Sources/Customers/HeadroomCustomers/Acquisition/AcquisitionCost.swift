/// Acquisition cost: spend divided by the customers whose first payment is in the months of the report.
package struct AcquisitionCost: Sendable {
    package struct Channel: Sendable {
        package var name: String
        /// In minor units of the base currency.
        package var spend: Int64
        package var customers: Int
        /// Whether the channel has advertising spend.
        package var isPaid: Bool
        /// Whether its spend is for something other than advertising: tools, salaries or agencies.
        package var isOverhead: Bool
    }

    /// Sorted by name.
    package let channels: [Channel]

    /// - Parameter grid: months of spend and of first payments.
    package init(_ company: Company, _ revenue: RecurringRevenue, grid: MonthGrid, spend: AcquisitionSpend) {
        let months = (0..<revenue.customerCount).map { customer in
            (revenue[customer].first?.start).map(grid.index(of:)) ?? -1
        }
        self.init(company, firstMonths: months, monthCount: grid.count, spend: spend)
    }

    /// - Parameter firstMonths: month of the first payment of each customer, by index in ``Company/customers``; customers
    ///   with another month than 0 to `monthCount - 1` are not counted.
    init(_ company: Company, firstMonths: [Int], monthCount: Int, spend: AcquisitionSpend) {
        var channels: [String: Channel] = [:]
        func change(_ name: String, _ apply: (inout Channel) -> Void) {
            apply(
                &channels[
                    name,
                    default: Channel(name: name, spend: 0, customers: 0, isPaid: false, isOverhead: false)
                ]
            )
        }
        for row in spend.rows where (0..<monthCount).contains(row.month) {
            change(row.channel) {
                $0.spend += row.amount
                $0.isPaid = !row.isOverhead
                $0.isOverhead = row.isOverhead
            }
        }
        for (customer, month) in firstMonths.enumerated() where (0..<monthCount).contains(month) {
            change(company.customers[customer].channel ?? "unknown") { $0.customers += 1 }
        }
        self.channels = channels.values.sorted { $0.name < $1.name }
    }

    package var newCustomers: Int { channels.reduce(0) { $0 + $1.customers } }
    private var advertising: Int64 { channels.filter { !$0.isOverhead }.reduce(0) { $0 + $1.spend } }
    private var total: Int64 { channels.reduce(0) { $0 + $1.spend } }

    /// Advertising spend divided by the customers of advertising channels.
    package var paid: Int64? { Self.cost(advertising, channels.filter(\.isPaid).reduce(0) { $0 + $1.customers }) }
    /// Advertising spend divided by all new customers.
    package var blended: Int64? { Self.cost(advertising, newCustomers) }
    /// Total spend divided by all new customers.
    package var loaded: Int64? { Self.cost(total, newCustomers) }

    /// Spend per customer in minor units, rounded half to even; nil where there are no customers, or credits exceed the spend.
    package static func cost(_ spend: Int64, _ customers: Int) -> Int64? {
        customers == 0 || spend < 0
            ? nil : Fraction(numerator: Int128(spend), denominator: Int128(customers)).rounded(digits: 0)
    }
}

extension AcquisitionCost.Channel {
    /// Spend per customer of the channel; nil where it has no customers.
    package var cost: Int64? { AcquisitionCost.cost(spend, customers) }
}
