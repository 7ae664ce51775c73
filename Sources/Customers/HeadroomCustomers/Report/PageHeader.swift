import HeadroomDisplay
import HeadroomFormat

/// The head of the page: the figure of the last month, and cards with its rates.
struct PageHeader {
    let document: CustomersDocument

    var nodes: [Node] {
        if let last = document.months.last { return [header(last), cards(last)] }
        if let sales = document.sales, let last = sales.months.last {
            return [header(last, sales), cards(last, sales)]
        }
        return [tag("header", [:], tag("h1", [:], .text("Customers")))]
    }

    /// Sentence on the change from the month before, or on the end of the data within the month.
    private func change(in month: String, from before: Double?, to after: Double) -> String {
        if let unfinished = document.unfinishedMonth, unfinished.month == month {
            return "The month is not complete: the data end on \(unfinished.lastDay)."
        }
        guard let before, after != before else { return before == nil ? "" : "Unchanged from the month before." }
        let share = before > 0 ? " \(Format.percent(abs(after - before) / before))" : ""
        return "\(after > before ? "Up" : "Down")\(share) from the month before."
    }

    private func header(_ over: String, _ title: String, _ lead: String) -> Node {
        tag(
            "header",
            [:],
            tag("p", ["class": "over"], .text(over)),
            tag("h1", [:], .text(title)),
            tag("p", ["class": "lead"], .text(lead))
        )
    }

    private func header(_ last: CustomersDocument.RevenueOfMonth) -> Node {
        let day = document.unfinishedMonth.flatMap { $0.month == last.month ? $0.lastDay : nil }
        return header(
            day.map { "Recurring revenue on \($0)" } ?? "Recurring revenue at the end of \(last.month)",
            "\(FigureText.grouped(last.end)) \(document.currency) a month from \(Format.count(last.customersAtEnd)) customers",
            change(in: last.month, from: Double(last.start), to: Double(last.end) ?? 0)
        )
    }

    /// Header for a company without subscriptions.
    private func header(_ last: CustomersDocument.SalesOfMonth, _ sales: CustomersDocument.Sales) -> Node {
        header(
            "Sales in \(last.month)",
            "\(FigureText.grouped(last.revenue)) \(document.currency) from \(Format.count(last.orders)) orders of "
                + "\(Format.count(last.customers)) customers",
            change(
                in: last.month,
                from: sales.months.dropLast().last.flatMap { Double($0.revenue) },
                to: Double(last.revenue) ?? 0
            )
        )
    }

    private func cards(_ last: CustomersDocument.RevenueOfMonth) -> Node {
        cards([
            ("logo churn", last.logoChurn.map { Format.percent($0) }, "customers lost in the last month"),
            ("net revenue retention", last.netRevenueRetention.map { Format.percent($0) }, "of the last month"),
            loadedCost,
            ("lifetime value", document.lifetimeValue?.value.map(FigureText.grouped), "margin over churn"),
        ])
    }

    private func cards(_ last: CustomersDocument.SalesOfMonth, _ sales: CustomersDocument.Sales) -> Node {
        cards([
            ("average order value", last.averageOrderValue.map(FigureText.grouped), "in the last month"),
            (
                "repeat rate", last.repeatRate.map { Format.percent($0) },
                "customers of the last month who had bought before"
            ),
            ("bought again", sales.repeatRate.map { Format.percent($0) }, "of all customers, on another day"),
            loadedCost,
        ])
    }

    private var loadedCost: (String, String?, String) {
        ("loaded CAC", document.acquisition?.loaded.map(FigureText.grouped), "all spend over new customers")
    }

    private func cards(_ cards: [(name: String, value: String?, explanation: String)]) -> Node {
        tag(
            "div",
            ["class": "grid ceilings"],
            cards.map { card in
                tag(
                    "div",
                    ["class": "card"],
                    tag("div", ["class": "name"], .text(card.name)),
                    tag("div", ["class": "size"], .text(card.value ?? "–")),
                    tag("p", [:], .text(card.explanation))
                )
            }
        )
    }
}
