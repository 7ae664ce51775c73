import HeadroomDisplay
import HeadroomFormat

/// Sections on sales: the charts, a row for each month, and the cohorts of first purchases.
struct SalesSections {
    private let sales: CustomersDocument.Sales
    private let currency: String
    private let unfinished: UnfinishedMonth?

    /// - Returns: nil without sales.
    init?(_ document: CustomersDocument) {
        guard let sales = document.sales else { return nil }
        (self.sales, currency) = (sales, document.currency)
        unfinished = document.unfinishedMonth.flatMap { unfinished in
            sales.months.contains { $0.month == unfinished.month } ? unfinished : nil
        }
    }

    var charts: ReportSection {
        ReportSection(
            "Sales by month",
            [.pictures([tag("div", ["class": "grid"], revenueChart.figure, customersChart.figure)])] + footnote
        )
    }

    var table: ReportSection {
        ReportSection("Sales (\(currency))", [.paragraph(sentence), .table(monthsTable)] + footnote)
    }

    /// Heat maps of the cohorts.
    var cohorts: [ReportSection] {
        let shown = sales.cohorts.filter { !$0.boughtAgain.isEmpty }
        guard !shown.isEmpty else { return [] }
        let amounts = shown.map { $0.revenuePerCustomer.map(Self.value) }
        let again = CohortMap(
            rows: shown.map { CohortMap.Row(month: $0.month, customers: $0.customers, values: $0.boughtAgain) }
        )
        let revenue = CohortMap(
            rows: zip(shown, amounts).map { CohortMap.Row(month: $0.month, customers: $0.customers, values: $1) },
            most: amounts.joined().max() ?? 1,
            format: { Format.rate($0) }
        )
        return [
            ReportSection(
                "Customers who bought again, in % of their cohort, by months since the first purchase",
                [.pictures([again.table])]
            ),
            ReportSection(
                "Revenue per customer since the first purchase (\(currency)), by months since then",
                [.pictures([revenue.table])]
            ),
        ]
    }

    private static func value(_ text: String) -> Double { Double(text) ?? 0 }

    private var footnote: [ReportSection.Block] { unfinished.map { [.paragraph($0.footnote)] } ?? [] }

    private var sentence: String {
        "Of \(Format.count(sales.customers)) customers, \(Format.count(sales.repeatCustomers)) "
            + "(\(FigureText.percent(sales.repeatRate))) bought on more than one day, until \(sales.lastDay). New customers are "
            + "those with their first purchase; revenue is the value of the orders less refunds."
    }

    private var monthsTable: ReportSection.Table {
        let hasRefunds = sales.months.contains { $0.refunds != nil }
        return (
            ["month", "revenue", "orders", "customers", "new", "returning", "from new", "from returning"]
                + (hasRefunds ? ["refunds"] : []) + ["per order", "orders each", "repeat rate"],
            sales.months.map { month in
                [
                    unfinished.label(month.month), FigureText.grouped(month.revenue), Format.count(month.orders),
                    Format.count(month.customers), Format.count(month.newCustomers),
                    Format.count(month.returningCustomers), FigureText.grouped(month.newRevenue),
                    FigureText.grouped(month.returningRevenue),
                ] + (hasRefunds ? [month.refunds.map(FigureText.grouped) ?? "–"] : [])
                    + [
                        month.averageOrderValue.map(FigureText.grouped) ?? "–",
                        month.ordersPerCustomer.map { Format.fixed($0, decimals: 2) } ?? "–",
                        FigureText.percent(month.repeatRate),
                    ]
            }
        )
    }

    private var revenueChart: MovementsChart {
        chart(
            "Revenue",
            "Revenue of each month from new and returning customers, in \(currency); below the axis where refunds are "
                + "larger. The mark is the sum."
        ) { (Self.value($0.newRevenue), Self.value($0.returningRevenue)) }
    }

    private var customersChart: MovementsChart {
        chart("Customers", "Customers with a purchase in each month, by whether it has their first one.") {
            (Double($0.newCustomers), Double($0.returningCustomers))
        }
    }

    private func chart(
        _ title: String,
        _ explanation: String,
        _ values: (CustomersDocument.SalesOfMonth) -> (new: Double, returning: Double)
    ) -> MovementsChart {
        func parts(_ values: (new: Double, returning: Double), _ sign: Double) -> [(String, Double, String)] {
            [
                ("new customers", max(0, sign * values.new), "var(--blue)"),
                ("returning customers", max(0, sign * values.returning), "var(--green)"),
            ]
        }
        return MovementsChart(
            title: title,
            explanation: explanation,
            bars: sales.months.suffix(24).map { month in
                MovementsChart.Bar(
                    month: unfinished.label(month.month),
                    isUnfinished: unfinished?.month == month.month,
                    gains: parts(values(month), 1),
                    losses: parts(values(month), -1)
                )
            },
            // The labels of whole numbers, such as 50 and 100, have the same digits.
            format: { $0 == $0.rounded() ? Format.count($0) : Format.rate($0) }
        )
    }
}

extension SalesSections {
    /// CSV with a row for each month; undefined values are empty.
    static func csv(_ sales: CustomersDocument.Sales?) -> String {
        let head =
            "month,revenue,orders,customers,new_customers,returning_customers,new_revenue,returning_revenue,refunds,"
            + "average_order_value,orders_per_customer,repeat_rate"
        func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
        let rows = (sales?.months ?? []).map { month in
            [
                month.month, month.revenue, "\(month.orders)", "\(month.customers)", "\(month.newCustomers)",
                "\(month.returningCustomers)", month.newRevenue, month.returningRevenue, month.refunds ?? "",
                month.averageOrderValue ?? "", number(month.ordersPerCustomer), number(month.repeatRate),
            ].joined(separator: ",")
        }
        return ([head] + rows).joined(separator: "\n") + "\n"
    }
}
