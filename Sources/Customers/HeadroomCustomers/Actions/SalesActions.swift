/// Suggestions from the sales of a company without subscriptions.
///
/// The worth of a suggestion is for the next 12 months, which are taken to be like the last 12 complete ones.
package struct SalesActions {
    /// A part of the sales that a company can work on.
    package enum Lever: String, Sendable, CaseIterable {
        /// New customers, with their purchases later in the 12 months.
        case new
        /// Purchases of customers who bought in an earlier month.
        case returning
    }

    private let sales: CustomersDocument.Sales
    private let acquisition: CustomersDocument.Acquisition?
    private let margin: Double
    /// The last 12 complete months.
    private let year: ArraySlice<CustomersDocument.SalesOfMonth>
    /// Number of complete months.
    private let wholeMonths: Int

    private static let months = 12
    /// Smallest number of complete months from which there is a suggestion on sales.
    private static let fewestMonths = 6
    /// Months after that of the first purchase in which a second one counts.
    private static let again = 3
    /// Months of first purchases in each of the two periods whose shares are compared.
    private static let period = 6
    /// Smallest difference of two shares that leads to a suggestion, in standard errors.
    private static let leastZ = 2.0

    /// - Returns: nil where there are subscriptions, or no sales.
    init?(_ document: CustomersDocument, grossMargin: Double) {
        guard let sales = document.sales, document.months.isEmpty else { return nil }
        self.sales = sales
        acquisition = document.acquisition
        margin = grossMargin
        wholeMonths =
            sales.months.firstIndex { $0.month == document.unfinishedMonth?.month } ?? sales.months.count
        year = sales.months.prefix(wholeMonths).suffix(Self.months)
    }

    var actions: [Action] { [lever, repeatFall].compactMap { $0 } + costlyChannels }

    private static func number(_ text: String) -> Double { Double(text) ?? 0 }

    /// Share of a year in the months, by which sums over them are divided.
    private var yearShare: Double { Double(year.count) / Double(Self.months) }

    /// Whether there are enough months with sales.
    private var hasHistory: Bool { year.count { $0.orders > 0 } >= Self.fewestMonths }

    private var lever: Action? {
        guard hasHistory else { return nil }
        let tenths: [Lever: Double] = [
            .new: 0.1 * profit(ofCustomersAMonth: newCustomersAMonth),
            .returning: 0.1 * margin * year.reduce(0) { $0 + Self.number($1.returningRevenue) } / yearShare,
        ]
        guard let best = Lever.allCases.max(by: { tenths[$0] ?? 0 < tenths[$1] ?? 0 }), let worth = tenths[best] else {
            return nil
        }
        return Action(.sales(best, tenths: tenths), worth: worth)
    }

    /// New customers of the mean month.
    private var newCustomersAMonth: Double {
        year.isEmpty ? 0 : Double(year.reduce(0) { $0 + $1.newCustomers }) / Double(year.count)
    }

    /// Gross profit of 12 months from customers who make their first purchase within them, in major units: a number of
    /// customers in each month, each with the mean revenue by months since the first purchase.
    func profit(ofCustomersAMonth joined: Double) -> Double {
        let cohorts = sales.cohorts.suffix(2 * Self.months)
        // Mean revenue of a customer from the first purchase through each month since, over the cohorts that are observed.
        let means = (0..<Self.months).map { age in
            let observed = cohorts.filter { $0.revenuePerCustomer.count > age }
            let customers = observed.reduce(0) { $0 + $1.customers }
            guard customers > 0 else { return 0.0 }
            return observed.reduce(0) { $0 + Double($1.customers) * Self.number($1.revenuePerCustomer[age]) }
                / Double(customers)
        }
        // The cumulative mean can only fall where old cohorts differ from new ones; unobserved ages add nothing.
        let curve = means.reduce(into: [Double]()) { $0.append(max($1, $0.last ?? 0)) }
        return margin * joined * curve.reduce(0, +)
    }

    /// Fall of the share of new customers who bought again, compared with the half-year of first purchases before.
    private var repeatFall: Action? {
        let observed = sales.cohorts.filter { $0.boughtAgain.count > Self.again }.suffix(2 * Self.period)
        guard observed.count == 2 * Self.period, hasHistory else { return nil }
        func share(_ cohorts: ArraySlice<CustomersDocument.SalesCohort>) -> (share: Double, customers: Double) {
            let customers = cohorts.reduce(0.0) { $0 + Double($1.customers) }
            return (cohorts.reduce(0) { $0 + $1.boughtAgain[Self.again] * Double($1.customers) } / customers, customers)
        }
        let (before, now) = (share(observed.prefix(Self.period)), share(observed.suffix(Self.period)))
        let variance =
            before.share * (1 - before.share) / before.customers + now.share * (1 - now.share) / now.customers
        guard before.share - now.share > Self.leastZ * variance.squareRoot() else { return nil }
        let (orders, revenue) = year.reduce((0, 0.0)) { ($0.0 + $1.orders, $0.1 + Self.number($1.revenue)) }
        guard orders > 0 else { return nil }
        let joined = Double(year.reduce(0) { $0 + $1.newCustomers }) / yearShare
        return Action(
            .repeatFall(now: now.share, before: before.share, months: Self.again, cohorts: Self.period),
            worth: (before.share - now.share) * joined * revenue / Double(orders) * margin
        )
    }

    /// Channels whose customers cost more than their gross profit in the first year.
    private var costlyChannels: [Action] {
        guard let acquisition, wholeMonths > 0 else { return [] }
        let years = Double(wholeMonths) / Double(Self.months)
        return acquisition.channels.filter { !$0.isOverhead }.compactMap { channel in
            guard let cost = channel.cost.map(Self.number),
                let profit = sales.channels.first(where: { $0.channel == channel.channel })?.yearProfit.map(
                    Self.number
                ),
                cost > profit
            else { return nil }
            return Action(
                .costlyPurchases(channel.channel, cost: cost, profit: profit),
                worth: (cost - profit) * Double(channel.customers) / years
            )
        }
    }
}
