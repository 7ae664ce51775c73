import HeadroomDisplay
import HeadroomFormat

/// Section on payback by cohort: a row for each month, and curves of the last quarters.
struct PaybackSection {
    let cohorts: [CustomersDocument.Payback]
    let currency: String
    /// Whether customers join with their first purchase, as those of a company without subscriptions.
    var isOfPurchases = false
    var unfinished: UnfinishedMonth?

    var section: ReportSection? {
        guard !cohorts.isEmpty else { return nil }
        var blocks: [ReportSection.Block] = [.paragraph(sentence)]
        if !quarters.isEmpty {
            blocks.append(.pictures([tag("div", ["style": "max-width: 42rem; margin-bottom: 12px"], chart.figure)]))
        }
        let isMarked = cohorts.contains { $0.month == unfinished?.month }
        let footnote = isMarked ? unfinished.map { [ReportSection.Block.paragraph($0.footnote)] } ?? [] : []
        return ReportSection("Payback", blocks + [.table(table)] + footnote)
    }

    /// Largest number of rows of the table.
    private static let most = 24

    private var table: ReportSection.Table {
        (
            ["joined in", "customers", "spend", "CAC", "recovered", "paid back after"],
            cohorts.suffix(Self.most).map { cohort in
                [
                    unfinished.label(cohort.month), Format.count(cohort.customers), FigureText.grouped(cohort.spend),
                    cohort.cost.map(FigureText.grouped) ?? "–", FigureText.percent(cohort.recovered?.last),
                    cohort.customers == 0
                        ? "–" : cohort.months.map(Self.months) ?? "not within \(Self.months(cohort.monthsObserved))",
                ]
            }
        )
    }

    private static func months(_ count: Int) -> String { "\(Format.count(count)) month\(count == 1 ? "" : "s")" }

    private var sentence: String {
        let known = cohorts.filter { $0.customers > 0 }
        let times = known.compactMap(\.months).sorted()
        var text =
            "In \(Format.count(times.count)) of \(Self.months(known.count)) with new customers, their gross profit has covered all "
            + "spend of that month"
        if !times.isEmpty { text += ", in the median after \(Self.months(times[(times.count - 1) / 2]))" }
        return text + (times.count < known.count ? "; the others may still follow." : ".")
    }

    /// Cohorts of one calendar quarter, summed.
    private struct Quarter {
        var name: String
        /// Recovered share of the spend, by months since the first payment; only months in which all cohorts are observed.
        var recovered: [Double]
    }

    private var quarters: [Quarter] {
        let groups = Dictionary(grouping: cohorts.filter { $0.customers > 0 && $0.recovered != nil }) { cohort in
            let month = Int(cohort.month.suffix(2)) ?? 1
            return "\(cohort.month.prefix(4)) Q\((month + 2) / 3)"
        }
        // A line needs two months.
        return groups.filter { $0.value.allSatisfy { $0.monthsObserved > 1 } }.sorted { $0.key < $1.key }.suffix(
            Self.colors.count
        ).map { name, cohorts in
            let spend = cohorts.map { Double($0.spend) ?? 0 }
            let total = spend.reduce(0, +)
            let months = cohorts.map(\.monthsObserved).min() ?? 0
            return Quarter(
                name: name,
                recovered: (0..<months).map { month in
                    zip(cohorts, spend).reduce(0) { $0 + ($1.0.recovered?[month] ?? 0) * $1.1 } / total
                }
            )
        }
    }

    private static let colors = ["orange", "red", "violet", "blue", "green"].map { "var(--\($0))" }

    private var chart: LineChart {
        let quarters = quarters
        let first = isOfPurchases ? "first purchase" : "first payment"
        let longest = quarters.map(\.recovered.count).max() ?? 0
        return LineChart(
            title: "Payback by quarter of the \(first)",
            explanation:
                "Cumulative gross profit of the new customers of a quarter, divided by all spend of its months.",
            axisTitle: "recovered",
            placeTitle: "months since the \(first)",
            format: { Format.percent($0) },
            series: [
                LineChart.Series(
                    label: "paid back",
                    color: "var(--soft)",
                    isDashed: true,
                    points: [(1, 1), (Double(max(2, longest)), 1)]
                )
            ]
                + zip(quarters, Self.colors).map { quarter, color in
                    LineChart.Series(
                        label: quarter.name,
                        color: color,
                        points: quarter.recovered.enumerated().map { (Double($0.offset + 1), $0.element) }
                    )
                }
        )
    }
}
