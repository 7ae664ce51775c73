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
            tag(
                "div",
                ["class": "grid"],
                histogram(document).figure,
                (document.source == nil ? causes(document) : unused(document)).figure
            ),
        ]
        if document.source != nil { nodes += published(document) }
        if !document.users.isEmpty { nodes += [tag("h2", [:], "Who"), table("user", document.users, of: document)] }
        let job = SurveyTable.job(document)
        nodes += [tag("h2", [:], .text("Which \(job)s")), table(job, document.jobs, of: document)]
        let more = SurveyTable.moreJobs(document)
        if more > 0 { nodes.append(tag("p", ["class": "note"], .text("and \(Format.count(more)) more"))) }
        if document.devices.count > 1 {
            nodes += [tag("h2", [:], "On what"), table("device", document.devices, of: document)]
        }
        return nodes
    }

    private static func histogram(_ document: SurveyDocument) -> BarChart {
        BarChart(
            title: "\(document.source?.unit.title ?? "Runs") by how much of their device they use, in %",
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

    /// The unused time of those who leave most; of imported runs no cause is known.
    private static func unused(_ document: SurveyDocument) -> BarChart {
        let hasUsers = !document.users.isEmpty
        return BarChart(
            title: "Unused time by \(hasUsers ? "user" : SurveyTable.job(document))",
            explanation: "The five with the most of it.",
            bars: (hasUsers ? document.users : document.jobs).prefix(5).map {
                BarChart.Bar(
                    label: $0.name.count > 12 ? "\($0.name.prefix(10))…" : $0.name,
                    value: $0.unusedHours
                )
            },
            format: { SurveyTable.hours($0) }
        )
    }

    private static func published(_ document: SurveyDocument) -> [Node] {
        let rows = FleetTable.rows(document).map { [$0.name, $0.low, $0.unit, $0.median, $0.kind, $0.source] }
        return [
            tag("h2", [:], "Beside published fleets"), table(FleetTable.titles, rows),
            tag("p", ["class": "note"], .text("\(PublishedFleet.users) \(FleetTable.sources)")),
        ]
    }

    private static func table(_ name: String, _ groups: [SurveyDocument.Group], of document: SurveyDocument) -> Node {
        let rows = groups.map { [$0.name] + SurveyTable.cells($0, of: document) }
        return table([name] + SurveyTable.groupTitles(document), rows)
    }

    private static func table(_ titles: [String], _ rows: [[String]]) -> Node {
        let head = tag("tr", [:], titles.map { tag("th", ["scope": "col"], .text($0)) })
        let body = rows.map { row in tag("tr", [:], row.map { tag("td", [:], .text($0)) }) }
        return tag("div", ["class": "scroll"], tag("table", [:], tag("thead", [:], head), tag("tbody", [:], body)))
    }
}

extension SurveySource.Unit {
    /// At the start of a sentence.
    fileprivate var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}
