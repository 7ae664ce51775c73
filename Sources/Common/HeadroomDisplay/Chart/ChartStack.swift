/// Charts stacked over one axis of batch sizes, with the same marks through all of them.
package struct ChartStack: Picture {
    package var title: String
    package var explanation: String
    package var charts: [Chart]

    package init(
        title: String,
        explanation: String,
        charts: [Chart]
    ) {
        self.title = title
        self.explanation = explanation
        self.charts = charts
    }

    private static let gap = 8.0

    package var figure: Node {
        let height = Double(charts.count) * (Chart.height + Self.gap)
        let sizes = charts.flatMap(\.sizes)
        let panels = charts.enumerated().map { index, chart in
            var chart = chart
            chart.extraBatchSizes += sizes
            // Only the first chart labels the marks.
            if index > 0 {
                chart.marks = chart.marks.map { Chart.Mark(label: "", batchSize: $0.batchSize, color: $0.color) }
            }
            return tag(
                "g",
                ["transform": "translate(0 \(Int(Double(index) * (Chart.height + Self.gap))))"],
                chart.drawing
            )
        }
        return tag(
            "figure",
            ["class": "tall"],
            tag("figcaption", [:], [.text(title), tag("span", [:], .text(explanation))] + legend),
            tag(
                "svg",
                [
                    "viewBox": "0 0 \(Int(Chart.width)) \(Int(height))", "role": "img",
                    "aria-label": "\(title). \(explanation)",
                ],
                [tag("title", [:], .text(title))] + panels
            )
        )
    }

    /// Labels of the series, once for all charts that share them.
    private var legend: [Node] {
        charts.first { $0.series.count > 1 }?.legend ?? []
    }
}
