import HeadroomDisplay
import HeadroomFormat

/// Heat map of cohorts: a row for each cohort, a column for each month since its first; future months are blank.
struct CohortMap {
    struct Row {
        /// Month of the first payment.
        var month: String
        var customers: Int
        /// A value for each month since the first; nil where it is undefined.
        var values: [Double?]
    }

    let rows: [Row]
    /// Value with the strongest color.
    var most = 1.0
    /// Text of a value; by default in %.
    var format: (Double) -> String = { Format.fixed(100 * $0, decimals: 0) }

    /// Number of columns that fit on a page.
    private static let mostMonths = 13

    var table: Node {
        let shown = rows.suffix(24)
        let months = min(Self.mostMonths, shown.map(\.values.count).max() ?? 0)
        let head = ["cohort", "customers"] + (0..<months).map { "\($0)" }
        let lines = shown.map { row in
            let cells = row.values.prefix(months).map { value in
                tag(
                    "td",
                    ["style": "background: color-mix(in srgb, var(--blue) \(strength(value))%, transparent)"],
                    .text(value.map(format) ?? "–")
                )
            }
            let blank = (cells.count..<max(cells.count, months)).map { _ in tag("td") }
            return tag(
                "tr",
                [:],
                [tag("td", [:], .text(row.month)), tag("td", [:], .text(Format.count(row.customers)))] + cells + blank
            )
        }
        return tag(
            "div",
            ["class": "scroll"],
            tag(
                "table",
                [:],
                tag("thead", [:], tag("tr", [:], head.map { tag("th", ["scope": "col"], .text($0)) })),
                tag("tbody", [:], lines)
            )
        )
    }

    /// Color strength in percent, at most 60 so that the number stays readable.
    private func strength(_ value: Double?) -> Int {
        most > 0 ? Int((min(1, max(0, (value ?? 0) / most)) * 60).rounded()) : 0
    }
}
