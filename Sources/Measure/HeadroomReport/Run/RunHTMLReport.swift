import HeadroomCore
import HeadroomDisplay

/// Monitored run as sections of an HTML page: its bottleneck, the evidence, the figures, and time series.
enum RunHTMLReport {
    static func sections(_ document: SweepDocument, _ trial: TrialDocument) -> [Node] {
        var nodes = [header(document)]
        if let diagnosis = document.diagnosis, !diagnosis.evidence.isEmpty {
            nodes.append(tag("h2", [:], "Because"))
            nodes.append(tag("ul", [:], diagnosis.evidence.map { tag("li", [:], .text($0)) }))
        }
        nodes.append(tag("h2", [:], "The figures"))
        nodes.append(figures(RunFigure.all(of: document, trial)))
        if let timeline = trial.timeline, timeline.samplesPerSecond.count > 1 {
            nodes.append(tag("h2", [:], "Over time"))
            nodes.append(tag("div", ["class": "grid"], charts(document, timeline).map(\.figure)))
        }
        if !document.notes.isEmpty {
            nodes.append(tag("h2", [:], "Worth knowing"))
            nodes.append(tag("ul", ["class": "notes"], document.notes.map { tag("li", [:], .text($0)) }))
        }
        return nodes
    }

    private static func header(_ document: SweepDocument) -> Node {
        tag(
            "header",
            [:],
            tag("p", ["class": "over"], tag("code", [:], .text(document.command.joined(separator: " ")))),
            tag("h1", [:], .text(document.diagnosis?.sentence ?? "Nothing was measured")),
            tag("p", ["class": "lead"], .text(document.diagnosis?.advice ?? ""))
        )
    }

    private static func figures(_ figures: [RunFigure]) -> Node {
        let rows = figures.map { figure in
            tag("tr", [:], tag("th", ["scope": "row"], .text(figure.name)), tag("td", [:], .text(figure.text)))
        }
        return tag("div", ["class": "scroll"], tag("table", ["class": "figures"], tag("tbody", [:], rows)))
    }

    private static func charts(_ document: SweepDocument, _ timeline: Timeline) -> [TimeChart] {
        RunCurve.all(of: document, timeline).map { curve in
            TimeChart(
                title: curve.title.prefix(1).uppercased() + curve.title.dropFirst(),
                explanation: "up to \(curve.format(curve.values.compactMap(\.self).max() ?? 0))",
                intervalSeconds: timeline.intervalSeconds,
                values: curve.values,
                end: curve.end,
                format: curve.format
            )
        }
    }
}
