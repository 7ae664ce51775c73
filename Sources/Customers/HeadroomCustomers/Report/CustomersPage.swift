import HeadroomDisplay
import HeadroomFormat

/// Self-contained HTML page: the last month, the bridge, cohorts, channels and the data quality.
package enum CustomersPage {
    package static func render(_ document: CustomersDocument) -> String {
        let sections = ReportSections(document).page.flatMap(\.page)
        let cards = document.months.isEmpty ? [] : [cards(document)]
        return Page.render(
            title: "Customers",
            sections: [header(document)] + cards + sections + [definitions(document)]
        )
    }

    /// Definitions of the amounts and of the months.
    private static func definitions(_ document: CustomersDocument) -> Node {
        tag(
            "p",
            ["class": "lead"],
            .text(
                document.months.isEmpty
                    ? "Days are those of \(document.timeZone)."
                    : "Months end in \(document.timeZone). Recurring revenue is that of the subscriptions paid for at "
                        + "the last instant of a month, each converted to a month and rounded to the cent. Movements are those "
                        + "of the \(document.view.rawValue) view."
            )
        )
    }

    private static func header(_ document: CustomersDocument) -> Node {
        guard let last = document.months.last else { return headerOfPurchases(document) }
        let amount = "\(FigureText.grouped(last.end)) \(document.currency)"
        let change = (Double(last.end) ?? 0) - (Double(last.start) ?? 0)
        let word = change > 0 ? "up" : "down"
        let share = (Double(last.start) ?? 0) > 0 ? abs(change) / (Double(last.start) ?? 1) : nil
        let sentence =
            change == 0
            ? "Unchanged from the month before."
            : "\(word.prefix(1).uppercased() + word.dropFirst())\(share.map { " \(Format.percent($0))" } ?? "") from the month before."
        return tag(
            "header",
            [:],
            tag("p", ["class": "over"], .text("Recurring revenue at the end of \(last.month)")),
            tag("h1", [:], .text("\(amount) a month from \(Format.count(last.customersAtEnd)) customers")),
            tag("p", ["class": "lead"], .text(sentence))
        )
    }

    /// Header for a company without subscriptions.
    private static func headerOfPurchases(_ document: CustomersDocument) -> Node {
        let customers = document.lifetimeValue?.models?.first?.customers ?? 0
        return tag(
            "header",
            [:],
            tag("p", ["class": "over"], .text("Purchases until \(document.lastDay)")),
            tag("h1", [:], .text("\(Format.count(customers)) customers who bought"))
        )
    }

    private static func cards(_ document: CustomersDocument) -> Node {
        func card(_ name: String, _ value: String?, _ explanation: String) -> Node {
            tag(
                "div",
                ["class": "card"],
                tag("div", ["class": "name"], .text(name)),
                tag("div", ["class": "size"], .text(value ?? "–")),
                tag("p", [:], .text(explanation))
            )
        }
        let last = document.months.last
        return tag(
            "div",
            ["class": "grid ceilings"],
            [
                card("logo churn", last?.logoChurn.map { Format.percent($0) }, "customers lost in the last month"),
                card(
                    "net revenue retention",
                    last?.netRevenueRetention.map { Format.percent($0) },
                    "of the last month"
                ),
                card(
                    "loaded CAC",
                    document.acquisition?.loaded.map(FigureText.grouped),
                    "all spend over new customers"
                ),
                card("lifetime value", document.lifetimeValue?.value.map(FigureText.grouped), "margin over churn"),
            ]
        )
    }
}
