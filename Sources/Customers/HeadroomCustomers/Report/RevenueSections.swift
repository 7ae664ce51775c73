import HeadroomDisplay
import HeadroomFormat

/// Sections on recurring revenue: the bridge, its rates, and the cohorts.
struct RevenueSections {
    let months: [CustomersDocument.RevenueOfMonth]
    let cohorts: [CustomersDocument.RevenueCohort]
    let currency: String
    let view: RevenueBridge.View
    /// Whether revenue is valued at month-end rates; with fixed rates there is no change by exchange.
    let hasExchange: Bool
    private let unfinished: UnfinishedMonth?

    init(_ document: CustomersDocument) {
        (months, cohorts) = (document.months, document.cohorts)
        (currency, view) = (document.currency, document.view)
        hasExchange = document.exchange == .monthEnd
        unfinished = document.unfinishedMonth.flatMap { month in
            document.months.contains { $0.month == month.month } ? month : nil
        }
    }

    /// Note on the unfinished month; empty without one.
    private var footnote: [ReportSection.Block] { unfinished.map { [.paragraph($0.footnote)] } ?? [] }

    /// The charts of the bridge.
    var charts: ReportSection? {
        months.isEmpty
            ? nil
            : ReportSection(
                "Recurring revenue",
                [.pictures([tag("div", ["class": "grid"], waterfall.figure, movements.figure)])] + footnote
            )
    }

    var bridge: ReportSection? {
        months.isEmpty
            ? nil : ReportSection("Recurring revenue (\(currency), \(view.rawValue))", [.table(bridgeTable)] + footnote)
    }

    var rates: ReportSection? { months.isEmpty ? nil : ReportSection("Rates", [.table(ratesTable)] + footnote) }

    /// Heat maps of retained customers and retained revenue.
    var retention: [ReportSection] {
        guard !cohorts.isEmpty else { return [] }
        func map(_ values: (CustomersDocument.RevenueCohort) -> [Double?]) -> CohortMap {
            CohortMap(rows: cohorts.map { CohortMap.Row(month: $0.month, customers: $0.customers, values: values($0)) })
        }
        return [
            ReportSection(
                "Customers who stay, in % of their cohort, by months since the first payment",
                [.pictures([map { $0.logoRetention }.table])]
            ),
            ReportSection(
                "Revenue that stays, in % of the first month's",
                [.pictures([map { $0.revenueRetention }.table])]
            ),
        ]
    }

    private var bridgeTable: ReportSection.Table {
        (
            ["month", "start", "new", "expansion", "reactivation", "contraction", "churn"]
                + (hasExchange ? ["exchange"] : []) + ["end", "customers"],
            months.map { month in
                let amounts =
                    [month.start, month.new, month.expansion, month.reactivation, month.contraction, month.churn]
                    + (hasExchange ? [month.exchange] : []) + [month.end]
                return [unfinished.label(month.month)] + amounts.map(FigureText.grouped) + [
                    Format.count(month.customersAtEnd)
                ]
            }
        )
    }

    private var ratesTable: ReportSection.Table {
        (
            ["month", "logo churn", "GRR", "NRR", "quick ratio", "ARPA"],
            months.map { month in
                [
                    unfinished.label(month.month), FigureText.percent(month.logoChurn),
                    FigureText.percent(month.grossRevenueRetention),
                    FigureText.percent(month.netRevenueRetention),
                    month.quickRatio.map { Format.fixed($0, decimals: 2) } ?? "–",
                    month.arpa.map(FigureText.grouped) ?? "–",
                ]
            }
        )
    }

    private func value(_ text: String) -> Double { Double(text) ?? 0 }

    /// Waterfall of the sums over the last 12 months.
    private var waterfall: WaterfallChart {
        let months = months.suffix(12)
        func sum(_ part: KeyPath<CustomersDocument.RevenueOfMonth, String>) -> Double {
            months.reduce(0) { $0 + value($1[keyPath: part]) }
        }
        return WaterfallChart(
            title:
                "From the start of \(months.first?.month ?? "–") to the end of \(months.last.map { unfinished.label($0.month) } ?? "–")",
            explanation: "Gains and losses of monthly recurring revenue, in \(currency).",
            start: ("start", value(months.first?.start ?? "")),
            end: ("end", value(months.last?.end ?? "")),
            steps: [
                .init(name: "new", change: sum(\.new), color: "var(--blue)"),
                .init(name: "expansion", change: sum(\.expansion), color: "var(--green)"),
                .init(name: "reactivation", change: sum(\.reactivation), color: "var(--violet)"),
                .init(name: "contraction", change: -sum(\.contraction), color: "var(--orange)"),
                .init(name: "churn", change: -sum(\.churn), color: "var(--red)"),
            ]
                + (hasExchange ? [.init(name: "exchange", change: sum(\.exchange), color: "var(--soft)")] : []),
            format: { Format.rate($0) }
        )
    }

    private var movements: MovementsChart {
        func exchange(_ value: Double) -> [(name: String, value: Double, color: String)] {
            hasExchange ? [("exchange", value, "var(--soft)")] : []
        }
        return MovementsChart(
            title: "Month by month",
            explanation: "Gains above the axis, losses below it; the mark is the difference.",
            bars: months.suffix(24).map { month in
                MovementsChart.Bar(
                    month: unfinished.label(month.month),
                    isUnfinished: unfinished?.month == month.month,
                    gains: [
                        ("new", value(month.new), "var(--blue)"), ("expansion", value(month.expansion), "var(--green)"),
                        ("reactivation", value(month.reactivation), "var(--violet)"),
                    ] + exchange(max(0, value(month.exchange))),
                    losses: [
                        ("contraction", value(month.contraction), "var(--orange)"),
                        ("churn", value(month.churn), "var(--red)"),
                    ] + exchange(max(0, -value(month.exchange)))
                )
            },
            format: { Format.rate($0) }
        )
    }
}
