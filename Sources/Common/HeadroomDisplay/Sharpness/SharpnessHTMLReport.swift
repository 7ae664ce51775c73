import HeadroomFormat
package import HeadroomSchema

/// Sharpness of solutions and the loss along the line between them, as a self-contained HTML page.
package enum SharpnessHTMLReport {
    package static func render(_ document: SharpnessDocument) -> String {
        Page.render(title: "Headroom: sharpness", sections: sections(of: document))
    }

    private static func sections(of document: SharpnessDocument) -> [Node] {
        let table = SharpnessTable(document: document)
        var about = [document.workload, document.model]
        if document.data != document.workload { about.append(document.data) }
        let over = (about + ["\(Format.count(document.parameters)) parameters"]).joined(separator: ", ")
        var nodes = [
            tag(
                "header",
                [:],
                [
                    tag("p", ["class": "over"], .text(over)),
                    tag("h1", [:], .text(table.finding ?? "How sharp the minimum is")),
                ] + [table.distance].compactMap(\.self).map { tag("p", ["class": "lead"], .text($0)) }
            )
        ]
        let notes = table.reasons + [table.caveat].compactMap(\.self)
        if !notes.isEmpty {
            nodes.append(tag("ul", ["class": "notes"], notes.map { tag("li", [:], .text($0)) }))
        }
        if let line = document.line, document.solutions.count == 2 {
            nodes.append(tag("h2", [:], "Along the line through both"))
            nodes.append(
                tag(
                    "div",
                    ["class": "grid", "style": "grid-template-columns: minmax(0, 760px)"],
                    charts(line, document.solutions).map(\.figure)
                )
            )
        }
        nodes.append(tag("h2", [:], "Sharpness"))
        nodes.append(grid(table.head, table.body))
        nodes.append(tag("h2", [:], "How it was computed"))
        let critics =
            "The measure depends on how the parameters are scaled (Dinh et al. 2017), and sharper solutions do not "
            + "generalize worse in general (Andriushchenko et al. 2023): it compares trainings of one model, no more."
        nodes.append(tag("ul", [:], [table.method, critics].map { tag("li", [:], .text($0)) }))
        return nodes
    }

    package static func charts(
        _ line: [SharpnessDocument.LinePoint],
        _ solutions: [SharpnessDocument.Solution]
    ) -> [LineChart] {
        func series(
            _ training: (SharpnessDocument.LinePoint) -> Double?,
            _ test: (SharpnessDocument.LinePoint) -> Double?
        ) -> [LineChart.Series] {
            [
                .init(label: "training", color: "var(--blue)", points: line.map { ($0.alpha, training($0)) }),
                .init(label: "test", color: "var(--orange)", isDashed: true, points: line.map { ($0.alpha, test($0)) }),
            ]
        }
        let marks = solutions.enumerated().map { index, solution in
            LineChart.Mark(label: solution.name, x: Double(index), color: "var(--soft)")
        }
        return [
            LineChart(
                title: "Loss",
                explanation: "A wide valley around a solution is a flat minimum.",
                axisTitle: "mean cross entropy",
                placeTitle: "alpha",
                kind: .logarithmic,
                format: { Format.significant($0, digits: 1) },
                series: series(\.trainingLoss, \.testLoss),
                marks: marks
            ),
            LineChart(
                title: "Accuracy",
                explanation: "The share that is classified rightly.",
                axisTitle: "of all images",
                placeTitle: "alpha",
                format: { Format.count($0 * 100) + " %" },
                series: series(\.trainingAccuracy, \.testAccuracy),
                marks: marks
            ),
        ]
    }
}
