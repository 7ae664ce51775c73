package import HeadroomCore
package import HeadroomDisplay
import HeadroomFormat

/// Comparison of two runs as rows and sentences, shared by the report forms.
enum ComparisonTable {
    static let titles = ["", "batch size", "before", "now", "change"]

    static func rows(_ comparison: RunComparison) -> [[String]] {
        comparison.changes.map { change in
            let doubt = change.isClear == false ? " (no clear change)" : ""
            return [
                name(change.figure), change.batchSize.map { Format.count($0) } ?? "-",
                format(change.figure, change.before),
                format(change.figure, change.after),
                "\(percent(change.ratio))\(interval(change))\(doubt)",
            ]
        }
    }

    private static func percent(_ ratio: Double) -> String {
        "\(ratio >= 0 ? "+" : "")\(Format.fixed(ratio * 100, decimals: 1)) %"
    }

    private static func interval(_ change: RunComparison.Change) -> String {
        guard let low = change.low, let high = change.high else { return "" }
        return " (\(percent(low)) to \(percent(high)))"
    }

    /// Change of the throughput, in a sentence.
    static func answer(_ comparison: RunComparison) -> String {
        let rates = comparison.changes.filter { $0.figure == .samplesPerSecond }
        guard let change = rates.max(by: { abs($0.ratio) < abs($1.ratio) }) else {
            return "The two have no batch size in common, so nothing can be compared."
        }
        let percent = "\(Format.fixed(abs(change.ratio) * 100, decimals: 1)) %"
        let place = change.batchSize.map { " at batch size \(Format.count($0))" } ?? ""
        guard change.isClear ?? true else {
            return "No clear change: \(percent) at most\(place), which its interval does not tell from none."
        }
        return "\(percent) \(change.ratio < 0 ? "slower" : "faster")\(place)."
    }

    private static func name(_ figure: RunComparison.Figure) -> String {
        switch figure {
        case .samplesPerSecond: "samples/s"
        case .stepSeconds: "step"
        case .deviceUtilization: "used"
        case .inputWaitRatio: "waiting for input"
        case .peakHostMemoryBytes: "peak memory"
        case .peakDeviceMemoryBytes: "peak device memory"
        case .joulesPerSample: "energy a sample"
        }
    }

    private static func format(_ figure: RunComparison.Figure, _ value: Double) -> String {
        switch figure {
        case .samplesPerSecond: Format.rate(value)
        case .stepSeconds: Format.seconds(value)
        case .deviceUtilization, .inputWaitRatio: Format.percent(value)
        case .peakHostMemoryBytes, .peakDeviceMemoryBytes: Format.bytes(value)
        case .joulesPerSample: Format.joules(value)
        }
    }
}

package enum ComparisonTerminalReport {
    package static func render(_ comparison: RunComparison, width: Int, style: TerminalStyle) -> String {
        let rows = ComparisonTable.rows(comparison)
        let all = [ComparisonTable.titles] + rows
        let widths = ComparisonTable.titles.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        var lines = TerminalText.wrap(ComparisonTable.answer(comparison), width: width).map { style.apply(.bold, $0) }
        if !rows.isEmpty {
            lines.append("")
            for (index, row) in all.enumerated() {
                let cells = row.indices.map {
                    TerminalText.padded(row[$0], to: widths[$0], $0 == 0 || $0 == 4 ? .left : .right)
                }
                lines.append(
                    index == 0 ? style.apply(.dim, cells.joined(separator: "  ")) : cells.joined(separator: "  ")
                )
            }
        }
        if !comparison.differences.isEmpty { lines.append("") }
        for difference in comparison.differences {
            lines += TerminalText.wrap("! \(difference)", width: width).map { style.apply(.yellow, $0) }
        }
        return lines.map { style.plain($0) + "\n" }.joined()
    }

    package static func brief(_ comparison: RunComparison) -> String { ComparisonTable.answer(comparison) + "\n" }
}

package enum ComparisonMarkdownReport {
    package static func render(_ comparison: RunComparison) -> String {
        var lines = ["**\(ComparisonTable.answer(comparison))**", ""]
        lines.append("| " + ComparisonTable.titles.joined(separator: " | ") + " |")
        lines.append("|" + String(repeating: " ---: |", count: ComparisonTable.titles.count))
        lines += ComparisonTable.rows(comparison).map { "| " + $0.joined(separator: " | ") + " |" }
        lines += [""] + comparison.differences.map { "- \($0)" }
        return lines.joined(separator: "\n") + "\n"
    }
}

package enum ComparisonCSVReport {
    package static func render(_ comparison: RunComparison) -> String {
        let header = ["figure", "batchSize", "before", "after", "ratio", "low", "high", "isClear"]
        func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
        let rows = comparison.changes.map { change -> [String] in
            [
                change.figure.rawValue, change.batchSize.map { "\($0)" } ?? "", text(change.before), text(change.after),
                text(change.ratio), text(change.low), text(change.high), change.isClear.map { "\($0)" } ?? "",
            ]
        }
        return ([header] + rows).map { $0.joined(separator: ",") + "\r\n" }.joined()
    }
}

package enum ComparisonHTMLReport {
    package static func render(_ comparison: RunComparison) -> String {
        let head = tag("tr", [:], ComparisonTable.titles.map { tag("th", ["scope": "col"], .text($0)) })
        let body = ComparisonTable.rows(comparison).map { row in tag("tr", [:], row.map { tag("td", [:], .text($0)) }) }
        var nodes = [
            tag(
                "header",
                [:],
                tag("p", ["class": "over"], .text("\(comparison.before.startedAt) and \(comparison.after.startedAt)")),
                tag("h1", [:], .text(ComparisonTable.answer(comparison)))
            ),
            tag("h2", [:], "What changed"),
            tag("div", ["class": "scroll"], tag("table", [:], tag("thead", [:], head), tag("tbody", [:], body))),
        ]
        if !comparison.differences.isEmpty {
            nodes.append(tag("h2", [:], "Worth knowing"))
            nodes.append(tag("ul", ["class": "notes"], comparison.differences.map { tag("li", [:], .text($0)) }))
        }
        return Page.render(title: "Headroom: two runs", sections: nodes)
    }
}
