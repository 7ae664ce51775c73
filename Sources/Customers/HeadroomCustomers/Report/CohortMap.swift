import HeadroomDisplay
import HeadroomFormat

/// Retention heat map: a row for each cohort, a column for each month since its first; future months are blank.
struct CohortMap {
    let cohorts: [CustomersDocument.RevenueCohort]

    /// Number of columns that fit on a page.
    private static let mostMonths = 13

    func table(_ values: (CustomersDocument.RevenueCohort) -> [Double?]) -> Node {
        let shown = cohorts.suffix(24)
        let months = min(Self.mostMonths, shown.map { values($0).count }.max() ?? 0)
        let head = ["cohort", "customers"] + (0..<months).map { "\($0)" }
        let rows = shown.map { cohort in
            let cells = values(cohort).prefix(months).map { value in
                tag(
                    "td",
                    ["style": "background: color-mix(in srgb, var(--blue) \(Self.strength(value))%, transparent)"],
                    .text(value.map { Format.fixed(100 * $0, decimals: 0) } ?? "–")
                )
            }
            let blank = (cells.count..<max(cells.count, months)).map { _ in tag("td") }
            return tag(
                "tr",
                [:],
                [tag("td", [:], .text(cohort.month)), tag("td", [:], .text(Format.count(cohort.customers)))] + cells
                    + blank
            )
        }
        return tag(
            "div",
            ["class": "scroll"],
            tag(
                "table",
                [:],
                tag("thead", [:], tag("tr", [:], head.map { tag("th", ["scope": "col"], .text($0)) })),
                tag("tbody", [:], rows)
            )
        )
    }

    /// Color strength in percent, at most 60 so that the number stays readable.
    private static func strength(_ value: Double?) -> Int { Int((min(1, max(0, value ?? 0)) * 60).rounded()) }
}
