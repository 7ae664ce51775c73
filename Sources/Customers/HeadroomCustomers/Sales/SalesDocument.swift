package import HeadroomSchema

extension CustomersDocument {
    /// Sales of a company with transactions.
    package struct Sales: Codable, Equatable, Sendable {
        package var months: [SalesOfMonth]
        /// By month of the first purchase.
        package var cohorts: [SalesCohort]
        /// Customers with a purchase.
        package var customers: Int
        /// Customers with purchases on two days or more.
        package var repeatCustomers: Int
        /// Share of the customers with purchases on two days or more.
        @Nullable package var repeatRate: Double?
        /// Gross profit of a customer in the first year by channel; only customers whose first year is over.
        package var channels: [SalesChannel]
        /// Last day with a transaction.
        package var lastDay: String
    }

    package struct SalesOfMonth: Codable, Equatable, Sendable {
        /// As `2025-01`.
        package var month: String
        /// Value of the orders less refunds.
        package var revenue: String
        package var orders: Int
        /// Customers with a purchase.
        package var customers: Int
        /// Customers with their first purchase.
        package var newCustomers: Int
        /// Customers with a purchase whose first is of an earlier month.
        package var returningCustomers: Int
        package var newRevenue: String
        package var returningRevenue: String
        /// Amounts given back, which the revenue does not include; null where the file has none.
        @Nullable package var refunds: String?
        /// Revenue divided by orders.
        @Nullable package var averageOrderValue: String?
        @Nullable package var ordersPerCustomer: Double?
        /// Share of the customers whose first purchase is of an earlier month.
        @Nullable package var repeatRate: Double?
    }

    package struct SalesCohort: Codable, Equatable, Sendable {
        /// Month of the first purchase.
        package var month: String
        package var customers: Int
        /// Share of the cohort that has bought on another day by the end of each month, from the first one on.
        package var boughtAgain: [Double]
        /// Revenue of a customer from the first purchase through the end of each month.
        package var revenuePerCustomer: [String]
    }

    package struct SalesChannel: Codable, Equatable, Sendable {
        package var channel: String
        /// Customers whose first year is over.
        package var customers: Int
        /// Gross profit of a customer in the month of the first purchase and the 11 months after it; null for fewer
        /// than 10 customers.
        @Nullable package var yearProfit: String?
    }
}

extension CustomersDocument.Sales {
    /// Smallest number of customers from which the profit of a channel is computed.
    private static let fewestOfChannel = 10

    /// - Parameter wholeMonths: months that are over; cohorts have no cells of later ones.
    init(_ sales: SalesAnalysis, _ company: Company, currency: Currency, grossMargin: Double, wholeMonths: Int) {
        self.init(
            months: sales.months.map {
                CustomersDocument.SalesOfMonth($0, currency: currency, knowsRefunds: company.knowsRefunds)
            },
            cohorts: sales.cohorts.enumerated().filter { $0.element.customers > 0 }.map { index, cohort in
                let observed = max(0, wholeMonths - index)
                return CustomersDocument.SalesCohort(
                    month: cohort.month.name,
                    customers: cohort.customers,
                    boughtAgain: Array(cohort.boughtAgain.prefix(observed)),
                    revenuePerCustomer: cohort.revenuePerCustomer.prefix(observed).map(currency.text)
                )
            },
            customers: sales.customers,
            repeatCustomers: sales.repeatCustomers,
            repeatRate: sales.customers == 0 ? nil : Double(sales.repeatCustomers) / Double(sales.customers),
            channels: Self.channels(sales, company, currency, grossMargin, wholeMonths),
            lastDay: CivilDay.text(sales.lastDay)
        )
    }

    private static func channels(
        _ sales: SalesAnalysis,
        _ company: Company,
        _ currency: Currency,
        _ grossMargin: Double,
        _ wholeMonths: Int
    ) -> [CustomersDocument.SalesChannel] {
        guard company.customers.contains(where: { $0.channel != nil }) else { return [] }
        var sums: [String: (customers: Int, revenue: Int64)] = [:]
        for (customer, month) in sales.firstMonths.enumerated() where month >= 0 {
            guard month + SalesAnalysis.year <= wholeMonths else { continue }
            let name = company.customers[customer].channel ?? "unknown"
            let known = sums[name] ?? (0, 0)
            sums[name] = (known.customers + 1, known.revenue + sales.yearRevenue[customer])
        }
        return sums.sorted { $0.key < $1.key }.map { name, sum in
            let profit = Double(sum.revenue) * grossMargin / Double(sum.customers)
            return CustomersDocument.SalesChannel(
                channel: name,
                customers: sum.customers,
                yearProfit: sum.customers < fewestOfChannel ? nil : currency.text(Int64(profit.rounded()))
            )
        }
    }
}

extension CustomersDocument.SalesOfMonth {
    init(_ month: SalesMonth, currency: Currency, knowsRefunds: Bool) {
        self.init(
            month: month.month.name,
            revenue: currency.text(month.revenue),
            orders: month.orders,
            customers: month.customers,
            newCustomers: month.newCustomers,
            returningCustomers: month.returningCustomers,
            newRevenue: currency.text(month.newRevenue),
            returningRevenue: currency.text(month.returningRevenue),
            refunds: knowsRefunds ? currency.text(month.refunds) : nil,
            averageOrderValue: month.averageOrderValue.map(currency.text),
            ordersPerCustomer: month.ordersPerCustomer,
            repeatRate: month.repeatRate
        )
    }
}
