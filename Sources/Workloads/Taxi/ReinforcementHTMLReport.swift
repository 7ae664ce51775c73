import HeadroomDisplay
import HeadroomFormat

/// The report of a reinforcement learning training as a self-contained HTML page.
package enum ReinforcementHTMLReport {
    package static func render(_ document: ReinforcementDocument) -> String {
        Page.render(title: "Headroom: \(document.environment), \(document.algorithm)", sections: sections(of: document))
    }

    private static func sections(of document: ReinforcementDocument) -> [Node] {
        let table = ReinforcementTable(document: document)
        let over = "\(document.environment), \(document.algorithm), seed \(document.seed)"
        let curves = ReinforcementCharts(document: document)
        return [
            tag(
                "header",
                [:],
                tag("p", ["class": "over"], .text(over)),
                tag("h1", [:], .text(table.finding)),
                tag("p", ["class": "lead"], .text(table.effort))
            ),
            tag("h2", [:], "The same training over four things"),
            tag("p", [:], .text(ReinforcementCharts.explanation)),
            tag("div", ["class": "grid"], curves.returns.map(\.figure)),
            tag("h2", [:], "On the way"),
            tag("div", ["class": "grid"], curves.others.map(\.figure)),
            tag("h2", [:], "Figures"),
            grid(table.head, table.body),
            tag("h2", [:], "What was asked for"),
            grid(["setting", "value"], document.settings.sorted { $0.key < $1.key }.map { [$0.key, $0.value] }),
        ]
    }
}

/// The text and table of the report of a reinforcement learning training.
struct ReinforcementTable {
    let document: ReinforcementDocument

    private static let mostRows = 24

    private var best: ReinforcementDocument.Point? {
        document.points.max { $0.meanReturn < $1.meanReturn }
    }

    var finding: String {
        guard let best else { return "Nothing was evaluated" }
        let most = Format.fixed(document.bestReturn, decimals: 2)
        return document.isExact
            ? "It does as well as anything can: a return of \(most) over all starts"
            : "A return of \(Format.fixed(best.meanReturn, decimals: 2)), of \(most) that are possible"
    }

    var effort: String {
        guard let best, let last = document.points.last else { return "" }
        var text =
            "after \(Format.count(Double(best.environmentSteps))) environment steps, "
            + "\(Format.count(Double(best.updates))) updates and \(Format.seconds(best.seconds)); "
            + "actions at random bring \(Format.fixed(document.randomReturn, decimals: 2))"
        if last.samples > last.updates, last.environmentSteps > 0 {
            let steps = Double(last.environmentSteps)
            text +=
                ". Replay ratio \(Format.significant(Double(last.updates) / steps)) updates for each environment step; "
                + "every experience was learned from \(Format.significant(Double(last.samples) / steps)) times"
        }
        return text + "."
    }

    let head = [
        "environment steps", "updates", "samples replayed", "seconds", "epsilon", "return", "success",
        "steps an episode",
        "return while learning", "loss",
    ]

    /// Evenly spaced rows, and the last one.
    var body: [[String]] {
        let every = max(1, (document.points.count + Self.mostRows - 1) / Self.mostRows)
        return document.points.enumerated()
            .filter { $0.offset.isMultiple(of: every) || $0.offset == document.points.count - 1 }
            .map { row($0.element) }
    }

    private func row(_ point: ReinforcementDocument.Point) -> [String] {
        [
            Format.count(Double(point.environmentSteps)), Format.count(Double(point.updates)),
            Format.count(Double(point.samples)), Format.fixed(point.seconds, decimals: 2),
            Format.fixed(point.epsilon, decimals: 2), Format.fixed(point.meanReturn, decimals: 2),
            Format.fixed(point.successRate * 100, decimals: 1) + " %", Format.fixed(point.meanLength, decimals: 1),
            point.recentReturn.map { Format.fixed($0, decimals: 1) } ?? "-",
            point.loss.map { Format.significant($0) } ?? "-",
        ]
    }
}
