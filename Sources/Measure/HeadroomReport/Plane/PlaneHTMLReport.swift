package import HeadroomCore
import HeadroomDisplay
import HeadroomFormat

/// Sweep over two axes as a self-contained HTML page, with the plane as a heat map.
package enum PlaneHTMLReport {
    package static func render(_ document: PlaneDocument) -> String {
        Page.render(
            title: "Headroom: \(document.workload ?? document.command.first ?? "sweep")",
            sections: sections(of: document)
        )
    }

    private static func sections(of document: PlaneDocument) -> [Node] {
        let table = PlaneTable(document: document)
        var nodes = [header(document)]
        if !document.notes.isEmpty {
            nodes.append(tag("h2", [:], "Worth knowing"))
            nodes.append(tag("ul", ["class": "notes"], document.notes.map { tag("li", [:], .text($0)) }))
        }
        nodes.append(tag("h2", [:], "The plane"))
        nodes.append(heatMap(table))
        nodes.append(tag("p", ["class": "lead"], .text(table.legend)))
        nodes.append(tag("h2", [:], "The numbers"))
        let rows = PlanePointTable.content(of: document)
        nodes.append(grid(rows.head, rows.body))
        let laws = PlaneLaws(document: document).sentences
        if !laws.isEmpty {
            nodes.append(tag("h2", [:], "The laws behind it"))
            nodes.append(tag("ul", [:], laws.map { tag("li", [:], .text($0)) }))
        }
        nodes.append(tag("h2", [:], "How it was measured"))
        let devices = document.machine.devices.joined(separator: ", ")
        let method = [
            "One axis was walked at the usual value of the other, then the other where the first pays; the laws of both "
                + "named the points that decide, which were measured in turn and again in rounds.",
            "Measured on \(devices.isEmpty ? "this machine" : devices), \(document.startedAt).",
        ]
        nodes.append(tag("ul", [:], method.map { tag("li", [:], .text($0)) }))
        return nodes
    }

    private static func header(_ document: PlaneDocument) -> Node {
        let answer = document.recommendation.map {
            "Train with \(document.axes.first?.name ?? "") \(Format.count($0.batchSize)), "
                + "\(document.axes.last?.name ?? "") \(Format.count($0.other))"
        }
        var nodes = [
            tag("p", ["class": "over"], tag("code", [:], .text(document.command.joined(separator: " ")))),
            tag("h1", [:], .text(answer ?? "No point can be recommended")),
            tag("p", ["class": "lead"], .text(document.recommendation?.why ?? document.undecided ?? "")),
        ]
        if let command = document.recommendation?.command {
            nodes.append(tag("p", [:], tag("code", [:], .text(CommandLineText.text(command)))))
        }
        return tag("header", [:], nodes)
    }

    /// Table of the plane whose cells are the darker the greater their throughput.
    private static func heatMap(_ table: PlaneTable) -> Node {
        let content = table.content
        let greatest = table.document.points.map(\.pointsPerSecond.value).max() ?? 1
        let body = table.rows.map { row in
            tag(
                "tr",
                [:],
                [tag("th", ["scope": "row"], .text(Format.count(row)))]
                    + table.columns.map { column in
                        let cell = table.cell(row, column)
                        return tag("td", ["style": style(cell, greatest)], .text(table.text(cell)))
                    }
            )
        }
        let head = tag("tr", [:], content.head.map { tag("th", ["scope": "col"], .text($0)) })
        return tag("div", ["class": "scroll"], tag("table", [:], tag("thead", [:], head), tag("tbody", [:], body)))
    }

    private static func style(_ cell: PlaneTable.Cell, _ greatest: Double) -> String {
        switch cell {
        case .measured(let point, let isRecommended):
            let share = Int((100 * min(1, max(0, point.pointsPerSecond.value / greatest))).rounded())
            let ring = isRecommended ? "; box-shadow: inset 0 0 0 2px var(--green); font-weight: 650" : ""
            return "background: color-mix(in srgb, var(--blue) \(share / 2)%, transparent)\(ring)"
        case .expected, .beyondData, .unknown: return "color: var(--soft)"
        case .outOfMemory, .failed: return "color: var(--red)"
        }
    }
}
