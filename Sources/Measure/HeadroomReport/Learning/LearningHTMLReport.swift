import HeadroomCore
import HeadroomDisplay
import HeadroomSchema

/// Results of a study as sections of an HTML page.
enum LearningHTMLReport {
    static func sections(_ learning: SweepDocument.Learning) -> [Node] {
        let table = LearningTable(learning: learning)
        var nodes = [tag("h2", [:], "What the model learns")]
        let sentences = ([table.summary].compactMap(\.self) + table.thresholds).map { tag("li", [:], .text($0)) }
        nodes.append(tag("ul", [:], sentences))
        nodes.append(grid(table.detailHead, table.detailBody))
        let curves = CurveCharts(learning: learning).all
        if !curves.isEmpty {
            nodes.append(tag("h2", [:], "As they learn"))
            nodes.append(tag("p", ["class": "lead"], .text(CurveCharts.explanation)))
            nodes.append(tag("div", ["class": "grid"], curves.map(\.figure)))
        }
        if !learning.rates.isEmpty {
            nodes.append(tag("h2", [:], .text(table.ratesTitle)))
            if let advice = table.ratesAdvice { nodes.append(tag("p", ["class": "lead"], .text(advice))) }
            nodes.append(grid(table.ratesHead, table.ratesBody))
        }
        for base in table.bases {
            nodes.append(tag("h2", [:], .text(table.remediesTitle(base))))
            nodes.append(
                tag(
                    "p",
                    ["class": "lead"],
                    .text(
                        "By how much each betters the test measure, and how much of what was lost against the best that is."
                    )
                )
            )
            nodes.append(grid(table.remediesHead, table.remediesBody(base)))
            nodes += table.remediesNotes(base).map { tag("p", ["class": "lead"], .text($0)) }
        }
        return nodes + sharpness(learning)
    }

    private static func sharpness(_ learning: SweepDocument.Learning) -> [Node] {
        guard let sharpness = learning.sharpness else { return [] }
        let table = SharpnessTable(document: sharpness)
        var nodes = [tag("h2", [:], "How sharp the solutions are")]
        let sentences = [table.finding, table.caveat, table.distance, table.method].compactMap(\.self) + table.reasons
        nodes.append(tag("ul", [:], sentences.map { tag("li", [:], .text($0)) }))
        nodes.append(grid(table.head, table.body))
        if let line = sharpness.line, sharpness.solutions.count == 2 {
            let charts = SharpnessHTMLReport.charts(line, sharpness.solutions)
            nodes.append(tag("div", ["class": "grid"], charts.map(\.figure)))
        }
        return nodes
    }
}
