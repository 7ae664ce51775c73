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

    package static let isTall = true

    package var size: (width: Double, height: Double) {
        (Chart.width, Double(charts.count) * (Chart.height + Self.gap))
    }

    package var drawing: [Node] {
        let sizes = charts.flatMap(\.sizes)
        return charts.enumerated().map { index, chart in
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
    }

    /// Labels of the series, once for all charts that share them.
    package var legend: [Node] { charts.first { $0.series.count > 1 }?.legend ?? [] }
}
