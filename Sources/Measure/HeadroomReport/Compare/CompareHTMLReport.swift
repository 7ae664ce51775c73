package import HeadroomCore
import HeadroomDisplay
import HeadroomFormat

/// Comparison of commands as a self-contained HTML page.
package enum CompareHTMLReport {
    package static func render(_ document: CompareDocument) -> String {
        let names = document.contestants.map(\.name).joined(separator: ", ")
        return Page.render(title: "Headroom: \(names)", sections: sections(of: document))
    }

    private static func sections(of document: CompareDocument) -> [Node] {
        let table = CompareTable(document: document)
        var nodes = [header(document, table)]
        nodes.append(tag("h2", [:], "Is the work the same?"))
        nodes.append(
            tag(
                "ul",
                document.differences.isEmpty ? [:] : ["class": "notes"],
                (table.differences + document.notes).map { tag("li", [:], .text($0)) }
            )
        )
        nodes.append(works(document))
        let charts = CompareCharts(document: document).all
        if !charts.isEmpty {
            nodes.append(tag("h2", [:], "Over the batch size"))
            nodes.append(tag("div", ["class": "grid"], charts.map(\.figure)))
        }
        for quantity in [CompareTable.throughput] + CompareTable.others {
            nodes.append(tag("h2", [:], .text(quantity.title.prefix(1).uppercased() + quantity.title.dropFirst())))
            let rows = table.rows(quantity)
            nodes.append(grid(rows.head, rows.body))
        }
        nodes.append(tag("h2", [:], "How it was measured"))
        let method =
            "Every trial is a process of its own; in each round every command was started at every batch size, in an "
            + "order drawn anew. The warm-up of each trial is left out, and throughput is samples over the elapsed time "
            + "of what remains, with 95 % intervals."
        nodes.append(tag("ul", [:], [method, table.place].map { tag("li", [:], .text($0)) }))
        return nodes
    }

    private static func header(_ document: CompareDocument, _ table: CompareTable) -> Node {
        let findings = table.findings
        return tag(
            "header",
            [:],
            [
                tag("p", ["class": "over"], .text(document.contestants.map(\.name).joined(separator: ", "))),
                tag("h1", [:], .text(findings.first ?? "Nothing was measured that all of them share")),
            ] + findings.dropFirst().map { tag("p", ["class": "lead"], .text($0)) }
        )
    }

    private static func works(_ document: CompareDocument) -> Node {
        let head = ["", "framework", "parameters", "optimizer", "threads", "first loss"]
        let body = document.contestants.map { contestant in
            [
                contestant.name, contestant.work.framework ?? "-",
                contestant.work.parameters.map { Format.count($0) } ?? "-", contestant.work.optimizer ?? "-",
                contestant.work.threads.map { "\($0)" } ?? "-",
                contestant.work.firstLoss.map { Format.significant($0, digits: 6) } ?? "-",
            ]
        }
        return grid(head, body)
    }
}
