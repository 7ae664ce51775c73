package import HeadroomCore
import HeadroomDisplay
import HeadroomFormat

/// Survey as a self-contained HTML page.
package enum SurveyHTMLReport {
    package static func render(_ document: SurveyDocument) -> String {
        Page.render(title: "Headroom: survey", sections: sections(document))
    }

    private static func sections(_ document: SurveyDocument) -> [Node] {
        let parts = SurveyTable.answer(document).split(separator: ". ", maxSplits: 1).map(String.init)
        var nodes = [
            tag(
                "header",
                [:],
                tag("p", ["class": "over"], .text(SurveyTable.basis(document))),
                tag("h1", [:], .text(parts[0] + (parts.count > 1 ? "." : ""))),
                tag("p", ["class": "lead"], .text(parts.count > 1 ? parts[1] : ""))
            ),
            tag("h2", [:], "How it is distributed"),
            tag("div", ["class": "grid"], histogram(document).figure, causes(document).figure),
            tag("h2", [:], "Who"), table("user", document.users), tag("h2", [:], "Which jobs"),
            table("job", document.jobs),
        ]
        if document.devices.count > 1 { nodes += [tag("h2", [:], "On what"), table("device", document.devices)] }
        return nodes
    }

    private static func histogram(_ document: SurveyDocument) -> BarChart {
        BarChart(
            title: "Runs by how much of their device they use, in %",
            explanation: "The bars below \(Format.percent(document.threshold)) are orange.",
            bars: document.histogram.enumerated().map { index, runs in
                let isLow = Double(index + 1) / 10 <= document.threshold + 0.05
                return BarChart.Bar(
                    label: "\(index * 10)–\(index * 10 + 10)",
                    value: Double(runs),
                    color: isLow ? "var(--orange)" : "var(--blue)"
                )
            },
            format: { Format.count($0) }
        )
    }

    private static func causes(_ document: SurveyDocument) -> BarChart {
        BarChart(
            title: "Unused time by what held the runs back",
            explanation: "Time on devices that went by unused.",
            bars: document.causes.prefix(5).map {
                BarChart.Bar(label: SurveyTable.name($0.boundBy), value: $0.unusedHours)
            },
            format: { SurveyTable.hours($0) }
        )
    }

    private static func table(_ name: String, _ groups: [SurveyDocument.Group]) -> Node {
        let head = tag("tr", [:], ([name] + SurveyTable.groupTitles).map { tag("th", ["scope": "col"], .text($0)) })
        let body = groups.map { group in
            tag("tr", [:], ([group.name] + SurveyTable.cells(group)).map { tag("td", [:], .text($0)) })
        }
        return tag("div", ["class": "scroll"], tag("table", [:], tag("thead", [:], head), tag("tbody", [:], body)))
    }
}
