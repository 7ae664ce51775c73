import HeadroomDisplay
import HeadroomFormat

/// Self-contained HTML page: the last month, the bridge, cohorts, channels and the data quality.
package enum CustomersPage {
    package static func render(_ document: CustomersDocument) -> String {
        let table = CustomersTable(document: document)
        var nodes = [header(document)] + (document.months.isEmpty ? [] : [cards(document)])
        if !table.remarks.isEmpty {
            nodes += [tag("h2", [:], "About the data")]
            nodes.append(tag("ul", ["class": "notes"], table.remarks.map { tag("li", [:], .text($0)) }))
        }
        if !document.months.isEmpty {
            nodes += [
                tag("h2", [:], "Recurring revenue"),
                tag("div", ["class": "grid"], waterfall(document).figure, movements(document).figure),
            ]
        }
        if !document.goals.isEmpty {
            let goals = GoalsSection(goals: document.goals)
            nodes += [tag("h2", [:], .text(GoalsSection.title)), grid(goals.table.head, goals.table.body)]
            nodes.append(tag("ul", [:], goals.sentences.map { tag("li", [:], .text($0)) }))
        }
        if !document.cohorts.isEmpty {
            let map = CohortMap(cohorts: document.cohorts)
            nodes += [tag("h2", [:], "Customers who stay, in % of their cohort, by months since the first payment")]
            nodes.append(map.table { $0.logoRetention })
            nodes += [tag("h2", [:], "Revenue that stays, in % of the first month's")]
            nodes.append(map.table { $0.revenueRetention })
        }
        if let acquisition = document.acquisition {
            nodes += [tag("h2", [:], "Acquisition"), grid(table.channels.head, table.channels.body)]
            nodes.append(tag("p", [:], .text(CustomersReports.sentence(acquisition, document.currency))))
        }
        if let value = document.lifetimeValue {
            nodes += [tag("h2", [:], "Lifetime value")]
            if value.months > 0 {
                nodes.append(tag("p", [:], .text(CustomersReports.sentence(value, document.currency))))
            }
            nodes += lifetime(LifetimeSection(models: value.models ?? [], currency: document.currency))
        }
        if let segments = document.segments {
            nodes += SegmentsSection(segments: segments, currency: document.currency).page
        }
        if let channels = document.channels {
            nodes += ChannelsSection(attribution: channels, currency: document.currency).page
        }
        nodes += ExperimentsSection(experiments: document.experiments, currency: document.currency).page
        if let surveys = document.surveys { nodes += SurveysSection(surveys: surveys).page }
        if !document.months.isEmpty {
            nodes += [tag("h2", [:], "Month by month"), grid(table.bridge.head, table.bridge.body)]
            nodes += [tag("h2", [:], "Rates"), grid(table.rates.head, table.rates.body)]
        }
        nodes += [tag("h2", [:], "The data"), grid(table.quality.head, table.quality.body)]
        nodes.append(
            tag(
                "p",
                ["class": "lead"],
                .text(
                    document.months.isEmpty
                        ? "Days are those of \(document.timeZone)."
                        : "Months end in \(document.timeZone). Recurring revenue is that of the subscriptions which are paid for at "
                            + "the last instant of a month, each brought to a month and rounded to the cent. Movements are those "
                            + "of the \(document.view.rawValue) view."
                )
            )
        )
        return Page.render(title: "Customers", sections: nodes)
    }

    private static func header(_ document: CustomersDocument) -> Node {
        guard let last = document.months.last else { return headerOfPurchases(document) }
        let amount = "\(CustomersTable.grouped(last.end)) \(document.currency)"
        let change = (Double(last.end) ?? 0) - (Double(last.start) ?? 0)
        let word = change > 0 ? "up" : "down"
        let share = (Double(last.start) ?? 0) > 0 ? abs(change) / (Double(last.start) ?? 1) : nil
        let sentence =
            change == 0
            ? "As much as a month before."
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

    private static func lifetime(_ section: LifetimeSection) -> [Node] {
        var nodes: [Node] = []
        if let heading = section.heading {
            nodes += [tag("p", [:], .text(heading)), grid(section.table.head, section.table.body)]
        }
        return nodes + section.sentences.map { tag("p", [:], .text($0)) }
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
                    document.acquisition?.loaded.map(CustomersTable.grouped),
                    "all spend over new customers"
                ),
                card("lifetime value", document.lifetimeValue?.value.map(CustomersTable.grouped), "margin over churn"),
            ]
        )
    }

    private static func value(_ text: String) -> Double { Double(text) ?? 0 }

    /// Waterfall of the last twelve months together.
    private static func waterfall(_ document: CustomersDocument) -> WaterfallChart {
        let months = document.months.suffix(12)
        func sum(_ part: KeyPath<CustomersDocument.RevenueOfMonth, String>) -> Double {
            months.reduce(0) { $0 + value($1[keyPath: part]) }
        }
        return WaterfallChart(
            title: "From the start of \(months.first?.month ?? "–") to the end of \(months.last?.month ?? "–")",
            explanation: "What the revenue of a month gained and lost, in \(document.currency).",
            start: ("start", value(months.first?.start ?? "")),
            end: ("end", value(months.last?.end ?? "")),
            steps: [
                .init(name: "new", change: sum(\.new), color: "var(--blue)"),
                .init(name: "expansion", change: sum(\.expansion), color: "var(--green)"),
                .init(name: "reactivation", change: sum(\.reactivation), color: "var(--violet)"),
                .init(name: "contraction", change: -sum(\.contraction), color: "var(--orange)"),
                .init(name: "churn", change: -sum(\.churn), color: "var(--red)"),
            ],
            format: { Format.rate($0) }
        )
    }

    private static func movements(_ document: CustomersDocument) -> MovementsChart {
        MovementsChart(
            title: "Month by month",
            explanation: "Gains above the axis, losses below it; the mark is the difference.",
            bars: document.months.suffix(24).map { month in
                MovementsChart.Bar(
                    month: month.month,
                    gains: [
                        ("new", value(month.new), "var(--blue)"), ("expansion", value(month.expansion), "var(--green)"),
                        ("reactivation", value(month.reactivation), "var(--violet)"),
                    ],
                    losses: [
                        ("contraction", value(month.contraction), "var(--orange)"),
                        ("churn", value(month.churn), "var(--red)"),
                    ]
                )
            },
            format: { Format.rate($0) }
        )
    }
}
